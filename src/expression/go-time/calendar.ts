/** A day of the proleptic Gregorian calendar. Months count from 1, days of the week from Sunday, 0. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
  weekday: number;
  yearDay: number;
}

const secondsPerDay = 86_400;
const daysPerEra = 146_097;
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(month: number, year: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days since 1970-01-01; a month outside of 1 to 12 counts into other years, a day into other months. */
export function daysSince1970(year: number, month: number, day: number): number {
  const months = month - 1;
  const fullYear = year + Math.floor(months / 12);
  const monthIndex = months - Math.floor(months / 12) * 12;
  const before = fullYear - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leapDay = monthIndex > 1 && isLeapYear(fullYear) ? 1 : 0;
  return before * 365 + leapDays + (daysBefore[monthIndex] ?? 0) + leapDay + (day - 1) - 719_162;
}

/** The day that an instant of local time (seconds since 1970) lies in. */
export function dayOf(localSeconds: number): CalendarDay {
  const days = Math.floor(localSeconds / secondsPerDay);
  const shifted = days + 719_162;
  const era = Math.floor(shifted / daysPerEra);
  let year = era * 400 + Math.floor((shifted - era * daysPerEra) / 366) + 1;
  while (daysSince1970(year + 1, 1, 1) <= days) year += 1;
  const yearDay = days - daysSince1970(year, 1, 1) + 1;
  let month = 12;
  while (daysSince1970(year, month, 1) > days) month -= 1;
  const weekday = (((days + 4) % 7) + 7) % 7;
  return { year, month, day: days - daysSince1970(year, month, 1) + 1, weekday, yearDay };
}
