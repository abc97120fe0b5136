import { describe, expect, it } from 'vitest';
import { placeFields, webAddress } from './places';

describe('webAddress', () => {
  it.each([
    ['https://meet.example.com/a', 'https://meet.example.com/a'],
    [' HTTP://example.com ', 'HTTP://example.com'],
    ['javascript:alert(1)', null],
    ['meet.example.com', null],
    ['https://', null],
    [null, null],
  ])('of %s is %s', (text, address) => {
    expect(webAddress(text)).toBe(address);
  });
});

describe('placeFields', () => {
  it('takes a link as where to join', () => {
    expect(placeFields('https://meet.example.com/a')).toEqual({
      meeting_link: 'https://meet.example.com/a',
      physical_location: null,
      is_virtual: true,
    });
  });

  it('takes anything else as where to go', () => {
    expect(placeFields('4 Market Street')).toEqual({
      meeting_link: null,
      physical_location: '4 Market Street',
      is_virtual: false,
    });
  });

  it('takes nothing as a call', () => {
    expect(placeFields(null).is_virtual).toBe(true);
  });
});
