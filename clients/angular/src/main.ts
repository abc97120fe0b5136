import { createApplication } from '@angular/platform-browser';
import { Router } from '@angular/router';
import { App } from './app/app';
import { config } from './app/app.config';
// Small parts of most pages: apart, each would be a request that those pages wait for.
import './app/ui/agents';
import './app/ui/busy';
import './app/ui/called';
import './app/ui/confirm';
import './app/ui/empty';
import './app/ui/field-error';
import './app/ui/form-work';
import './app/ui/hands-focus-on';
import './app/ui/problem-note';
import './app/ui/search-field';
import './app/ui/sheet';
import './app/ui/text-field';
import './app/ui/times';
import { pause } from './app/core/pause';
import { Session } from './app/core/session';

// In steps, so that a slow phone can show and do something between them.
async function begin(): Promise<void> {
  await pause();
  const app = await createApplication(config);
  await pause();
  void app.injector.get(Session).load();
  await pause();
  const { instance } = app.bootstrap(App);
  await pause();
  instance.hasTopBar.set(true);
  await pause();
  instance.hasBottomBar.set(true);
  await pause();
  app.injector.get(Router).initialNavigation();
}

void begin();
