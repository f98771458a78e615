import { Component, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';

type LoadBoundaryProps = {
  /** Where one is; another page is another try. */
  readonly path: string;
  readonly children: ReactNode;
};

type LoadState = { readonly path: string; readonly hasFailed: boolean };

/** A page's own script did not arrive, or the page broke while it was drawn: say so, and load afresh. */
export class LoadBoundary extends Component<LoadBoundaryProps, LoadState> {
  override state: LoadState = { path: this.props.path, hasFailed: false };

  static getDerivedStateFromError(): Partial<LoadState> {
    return { hasFailed: true };
  }

  static getDerivedStateFromProps({ path }: LoadBoundaryProps, before: LoadState): LoadState | null {
    return path === before.path ? null : { path, hasFailed: false };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <ErrorState
        level={1}
        title="This page did not load"
        action={
          <Button variant="primary" size="player" onClick={() => location.reload()}>
            Load again
          </Button>
        }
      >
        Part of it did not arrive, or this page is older than the server.
      </ErrorState>
    );
  }
}
