/** The level of the first heading of a text: pages have their own h1, and sections with an h2. */
const FIRST = 3;
const LAST = 6;

/** Gives headings their levels on the page: none is skipped, whatever the text begins with. */
export class Outline {
  constructor(private depths: readonly number[] = []) {}

  /** A heading comes, with so many `#`. */
  heading(depth: number): number {
    this.depths = [...this.depths.filter((outer) => outer < depth), depth];
    return level(this.depths.length);
  }

  /** A heading comes inside a quotation or a list: it is below that of its section. */
  inner(): number {
    return level(this.depths.length + 1);
  }

  copy(): Outline {
    return new Outline(this.depths);
  }
}

function level(count: number): number {
  return Math.min(FIRST - 1 + count, LAST);
}
