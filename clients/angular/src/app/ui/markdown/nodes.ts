/** What a text is made of once it is read: plain data, and the only things that a page ever shows of it. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'deleted'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'link';
      readonly href: string;
      /** Leads to another page, which opens beside this one. */
      readonly page: boolean;
      readonly children: readonly Inline[];
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'tick'; readonly done: boolean };

export interface Cell {
  readonly align: 'center' | 'left' | 'right' | null;
  readonly children: readonly Inline[];
}

export interface Table {
  readonly kind: 'table';
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Code {
  readonly kind: 'code';
  readonly text: string;
  /** The first word behind the fence, in lower case; empty where there is none. */
  readonly language: string;
  /** Nothing more will come. */
  readonly closed: boolean;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'paragraph' | 'line'; readonly children: readonly Inline[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | Table
  | Code
  | { readonly kind: 'rule' }
  | { readonly kind: 'plain'; readonly text: string };

/** Whether an item of a list begins with a box, which then stands for its bullet. */
export function isTask([first]: readonly Block[]): boolean {
  return first !== undefined && 'children' in first && first.children[0]?.kind === 'tick';
}
