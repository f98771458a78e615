/** A picture to show: where it is in several widths. */
export type Picture = {
  readonly src: string;
  readonly srcSet: string;
};
