import { describe, expect, it } from 'vitest';
import { filterCount, idOf, queryOf, stageIn, viewOf } from './filters';

describe('queryOf', () => {
  it('is what the API takes', () => {
    const query = queryOf({
      view: 'list',
      status: 'completed',
      result: 'failed',
      type: 'mock',
      level: 'senior',
      remote: 'no',
      company: '12',
      role: '7',
      deleted: '1',
      sort: 'company',
    });
    expect(query).toEqual({
      interview_status: 'completed',
      interview_result: 'failed',
      interview_type: 'mock',
      seniority_level: 'senior',
      is_remote: false,
      company_id: 12,
      role_id: 7,
      is_deleted: true,
      sort_by: 'company_name',
      order: 'asc',
    });
  });

  it('leaves status, result, order and deleted ones to the columns of the board', () => {
    const query = queryOf({ status: 'completed', result: 'passed', deleted: '1', type: 'actual' });
    expect(query).toEqual({ interview_type: 'actual' });
  });

  it('leaves out what nobody could have chosen', () => {
    const query = queryOf({
      view: 'list',
      status: 'toString',
      type: '',
      remote: 'maybe',
      company: '-1',
      role: '1e3',
      sort: '__proto__',
    });
    expect(query).toEqual({ sort_by: 'created_at', order: 'desc' });
  });
});

describe('filterCount', () => {
  it('counts filters of this view, and no order', () => {
    expect(filterCount({ view: 'list', sort: 'oldest' })).toBe(0);
    expect(filterCount({ view: 'list', status: 'completed', type: 'mock' })).toBe(2);
    expect(filterCount({ status: 'completed', type: 'mock' })).toBe(1);
  });
});

describe('idOf', () => {
  it.each([
    ['1', 1],
    ['2147483647', 2_147_483_647],
    ['2147483648', null],
    ['0', null],
    ['1.5', null],
    ['01', null],
    [' 1', null],
    [undefined, null],
  ])('of %s is %s', (value, id) => {
    expect(idOf(value)).toBe(id);
  });
});

describe('views and stages', () => {
  it('fall back to the board and its first column', () => {
    expect(viewOf({ view: 'x' })).toBe('board');
    expect(viewOf({ view: 'list' })).toBe('list');
    expect(stageIn({ stage: 'constructor' })).toBe('scheduled');
    expect(stageIn({ stage: 'closed' })).toBe('closed');
  });
});
