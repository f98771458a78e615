import { Component, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/error-state.tsx';

type LoadBoundaryProps = {
  /** Where one is; another page is another try. */
  readonly path: string;
  readonly children: ReactNode;
};

/** A page's own script did not arrive, or the page broke while it was drawn: say so, and load afresh. */
export class LoadBoundary extends Component<LoadBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidUpdate(before: LoadBoundaryProps): void {
    if (before.path !== this.props.path && this.state.hasFailed) this.setState({ hasFailed: false });
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
