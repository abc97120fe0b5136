import { inject, Injectable } from '@angular/core';
import { newKey } from 'interview-stream';
import { Api } from '../api/client';
import type { Choice, Choices } from './combobox';

const MOST = 8;

/** The companies, roles and skills of this installation, for comboboxes. */
@Injectable({ providedIn: 'root' })
export class Catalog {
  private readonly api = inject(Api);

  private readonly findCompanies = async (search: string): Promise<readonly Choice[]> =>
    (await this.api.get('/api/companies', { query: { search, limit: MOST } })).map((each) => ({
      id: each.company_id,
      name: each.company_name,
    }));

  private readonly findRoles = async (search: string): Promise<readonly Choice[]> =>
    (await this.api.get('/api/roles', { query: { search, limit: MOST } })).map((each) => ({
      id: each.role_id,
      name: each.role_name,
    }));

  private readonly findSkills = async (search: string): Promise<readonly Choice[]> =>
    (await this.api.get('/api/skills', { query: { search, limit: MOST } })).map((each) => ({
      id: each.skill_id,
      name: each.skill_name,
    }));

  /** To choose among what is there. */
  readonly companies: Choices = { find: this.findCompanies };
  readonly roles: Choices = { find: this.findRoles };

  /** To choose or to add. */
  readonly companiesAndNew: Choices = {
    find: this.findCompanies,
    add: async (name) => {
      const body = { company_name: name };
      const made = await this.api.post('/api/companies', { body, headers: once() });
      return { id: made.company_id, name: made.company_name };
    },
  };
  readonly rolesAndNew: Choices = {
    find: this.findRoles,
    add: async (name) => {
      const body = { role_name: name };
      const made = await this.api.post('/api/roles', { body, headers: once() });
      return { id: made.role_id, name: made.role_name };
    },
  };
  readonly skillsAndNew: Choices = {
    find: this.findSkills,
    add: async (name) => {
      const body = { skill_name: name };
      const made = await this.api.post('/api/skills', { body, headers: once() });
      return { id: made.skill_id, name: made.skill_name };
    },
  };

  async company(id: number): Promise<Choice> {
    const path = { company_id: id };
    return { id, name: (await this.api.get('/api/companies/{company_id}', { path })).company_name };
  }

  async role(id: number): Promise<Choice> {
    return {
      id,
      name: (await this.api.get('/api/roles/{role_id}', { path: { role_id: id } })).role_name,
    };
  }
}

/** A key by which a thing is made only once, however often the request arrives. */
export function once(key = newKey()): Record<string, string> {
  return { 'Idempotency-Key': key };
}
