import { describe, expect, it } from 'vitest';
import { countIn, idsIn, roleProblem, rolesToOffer } from './roles';

describe('rolesToOffer', () => {
  it('puts what was practised before first, once', () => {
    const offered = rolesToOffer(['Baker', 'backend engineer', 'Baker']);
    expect(offered.slice(0, 2)).toEqual(['Baker', 'backend engineer']);
    expect(offered.filter((role) => role.toLowerCase() === 'backend engineer')).toHaveLength(1);
  });
});

describe('roleProblem', () => {
  it('asks for a role that says something', () => {
    expect(roleProblem('  ')).toContain('Say which role');
    expect(roleProblem('x')).not.toBeNull();
    expect(roleProblem('x'.repeat(101))).not.toBeNull();
    expect(roleProblem(' QA ')).toBeNull();
  });
});

describe('idsIn', () => {
  it('reads ids, and leaves out what is none', () => {
    expect(idsIn('3, 5,3,x,-1,0,1.5', 10)).toEqual([3, 5]);
    expect(idsIn(undefined, 10)).toEqual([]);
    expect(idsIn('1,2,3', 2)).toEqual([1, 2]);
  });
});

describe('countIn', () => {
  it('stays within what the server takes', () => {
    expect(countIn('3', 10, 5)).toBe(3);
    expect(countIn('99', 10, 5)).toBe(10);
    expect(countIn('-2', 10, 5)).toBe(1);
    expect(countIn('many', 10, 5)).toBe(5);
    expect(countIn(undefined, 10, 5)).toBe(5);
  });
});
