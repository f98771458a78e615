import { Component, type ReactNode } from 'react';
import type { ButtonSize } from './button-style.ts';
import { Button } from './button.tsx';
import { ErrorState } from './error-state.tsx';

type LoadBoundaryProps = {
  /** Where one is; another page is another try. */
  readonly path: string;
  /** Of its button; the player's by default. */
  readonly size?: ButtonSize;
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
          <Button variant="primary" size={this.props.size ?? 'player'} onClick={() => location.reload()}>
            Load again
          </Button>
        }
      >
        Part of it did not arrive, or this page is older than the server.
      </ErrorState>
    );
  }
}
