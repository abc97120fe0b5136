import { ViewportScroller } from '@angular/common';
import { ApplicationRef, Component, ElementRef, inject, signal, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Router, RouterOutlet, Scroll } from '@angular/router';
import { BottomBar } from './core/bottom-bar';
import { NoticeBar } from './core/notice-bar';
import { Server } from './core/server';
import { Session } from './core/session';
import { Shortcuts } from './core/shortcuts';
import { TopBar } from './core/top-bar';
import { Palette } from './core/palette';
import { ShortcutHelp } from './core/shortcut-help';

@Component({
  selector: 'app-root',
  imports: [BottomBar, NoticeBar, Palette, RouterOutlet, ShortcutHelp, TopBar],
  templateUrl: './app.html',
  styleUrl: './app.css',
  host: { '(document:keydown)': 'shortcuts.press($event)' },
})
export class App {
  private readonly application = inject(ApplicationRef);
  protected readonly server = inject(Server);
  protected readonly session = inject(Session);
  protected readonly shortcuts = inject(Shortcuts);
  /** Whether the bars around the page are there: each takes as long as the page itself. */
  readonly hasTopBar = signal(false);
  readonly hasBottomBar = signal(false);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  constructor() {
    const router = inject(Router);
    const scroller = inject(ViewportScroller);
    let path: string | null = null;
    router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (!(event instanceof Scroll)) return;
      const before = path;
      path = pathOf(router.url);
      if (before === null || before === path) return;
      setTimeout(() => {
        scroller.scrollToPosition(event.position ?? [0, 0]);
        this.focusHeading();
      });
    });
  }

  /** Fills a page at once that was only begun: the browser might show it so, and then move it all. */
  protected render(): void {
    this.application.tick();
  }

  protected skip(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  private focusHeading(): void {
    const main = this.main().nativeElement;
    // A page may have put the focus where it is wanted already.
    if (main.contains(document.activeElement)) return;
    (main.querySelector<HTMLElement>('h1[tabindex]') ?? main).focus({ preventScroll: true });
  }
}

function pathOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? url;
}
