import type { Interview } from './records';

interface Wanted {
  readonly companyId: number;
  readonly roleId: number | null;
  readonly roleName: string;
}

type Known = Pick<
  Interview,
  'interview_id' | 'company_id' | 'role_id' | 'role_name' | 'custom_role_title'
>;

/**
 * The interview that is there already with the same company and role; null without one. Titles
 * are compared as people read them. The interview that is being changed does not count.
 */
export function alreadyThere<Each extends Known>(
  interviews: readonly Each[],
  wanted: Wanted,
  except: number | null = null,
): Each | null {
  const name = plain(wanted.roleName);
  const found = interviews.find(
    (each) =>
      each.interview_id !== except &&
      each.company_id === wanted.companyId &&
      ((wanted.roleId !== null && each.role_id === wanted.roleId) ||
        (name !== '' && [each.role_name, each.custom_role_title].some((of) => plain(of) === name))),
  );
  return found ?? null;
}

function plain(text: string | null): string {
  return (text ?? '').trim().replace(/\s+/g, ' ').toLocaleLowerCase();
}
