import { Component, input } from '@angular/core';
import { Inlines } from './inlines';
import type { Table } from './nodes';

/** The rows of a table. A component of its own: what is settled is not looked at again. */
@Component({
  selector: 'table[appTable]',
  imports: [Inlines],
  template: `
    <thead>
      <tr>
        @for (cell of table().head; track $index) {
          <th scope="col" [style.text-align]="cell.align" [appInlines]="cell.children"></th>
        }
      </tr>
    </thead>
    @if (table().rows.length) {
      <tbody>
        @for (row of table().rows; track $index) {
          <tr>
            @for (cell of row; track $index) {
              <td [style.text-align]="cell.align" [appInlines]="cell.children"></td>
            }
          </tr>
        }
      </tbody>
    }
  `,
})
export class TableRows {
  readonly table = input.required<Table>({ alias: 'appTable' });
}
