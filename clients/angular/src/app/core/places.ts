/** The main places, in the order of the bars. Icons are paths of 24 by 24. */
export const MAIN_PLACES = [
  {
    name: 'Ask',
    path: '/ask',
    icon: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4h-1A2.5 2.5 0 0 1 4 13.5z',
  },
  {
    name: 'Practice',
    path: '/practice',
    icon: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zm0-4a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm0-3.8v-.4',
  },
  {
    name: 'Tracker',
    path: '/tracker',
    icon: 'M4 5h4.5v14H4zM9.75 5h4.5v9h-4.5zM15.5 5H20v11h-4.5z',
  },
  {
    name: 'Library',
    path: '/library',
    icon: 'M5 5.5A1.5 1.5 0 0 1 6.5 4H18a1 1 0 0 1 1 1v15H6.5A1.5 1.5 0 0 1 5 18.5zm0 13A1.5 1.5 0 0 1 6.5 17H19M9 8h6',
  },
] as const;
