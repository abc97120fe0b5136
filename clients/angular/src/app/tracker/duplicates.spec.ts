import { describe, expect, it } from 'vitest';
import { alreadyThere } from './duplicates';

const known = {
  interview_id: 1,
  company_id: 5,
  role_id: 7,
  role_name: 'Backend Engineer',
  custom_role_title: null,
};
const titled = {
  ...known,
  interview_id: 2,
  role_id: null,
  role_name: null,
  custom_role_title: 'Site  reliability engineer',
};
const wanted = { companyId: 5, roleId: 7, roleName: 'Backend Engineer' };

describe('alreadyThere', () => {
  it('finds the same company and role', () => {
    expect(alreadyThere([titled, known], wanted)).toBe(known);
  });

  it('finds a title that reads the same as the role', () => {
    const sre = { companyId: 5, roleId: 8, roleName: 'site reliability Engineer ' };
    expect(alreadyThere([known, titled], sre)).toBe(titled);
  });

  it.each([
    ['another company', { ...wanted, companyId: 6 }],
    ['another role', { ...wanted, roleId: 9, roleName: 'Designer' }],
    ['no role', { ...wanted, roleId: null, roleName: ' ' }],
  ])('finds nothing for %s', (_, other) => {
    expect(alreadyThere([known, titled], other)).toBeNull();
  });

  it('does not find the interview itself', () => {
    expect(alreadyThere([known], wanted, 1)).toBeNull();
  });
});
