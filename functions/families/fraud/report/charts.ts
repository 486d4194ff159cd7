import { isAlert, LEVELS, type Level, levelOf } from '../scoring/levels.ts';
import { type Bar, barChart } from './bar-chart.ts';
import type { Report } from './gather.ts';

const COLORS: Record<Level, string> = {
  insufficient_history: '#8c8c8c',
  low: '#4c9f70',
  medium: '#d9a520',
  high: '#d9702b',
  critical: '#b3261e',
};
/** More days than this are drawn by month: bars stay wide enough to be seen. */
const MOST_BARS = 62;

/** How many transactions got which score, in steps of ten. */
export function scoreChart({ transactions, start_date, end_date }: Report): string {
  const bars: Bar[] = Array.from({ length: 10 }, (_, step) => {
    const inside = transactions.filter(({ risk_score }) => Math.min(9, Math.floor(risk_score / 10)) === step);
    return { label: `${step * 10}`, parts: [{ value: inside.length, color: COLORS[levelOf(step * 10 + 5)] }] };
  });
  return barChart({ title: `Transactions by score, ${start_date} to ${end_date}`, bars, legend: [] });
}

/** Transactions that were flagged over time, by level. */
export function timeChart({ transactions, start_date, end_date }: Report): string {
  const flagged = transactions.filter(({ level }) => isAlert(level));
  const days = daysOf(start_date, end_date);
  const length = days.length <= MOST_BARS ? 10 : 7;
  const labels = [...new Set(days.map((day) => day.slice(0, length)))];
  const levels = LEVELS.filter(isAlert);
  const bars = labels.map((label) => ({
    label,
    parts: levels.map((level) => ({
      value: flagged.filter((row) => row.level === level && row.occurred_at.startsWith(label)).length,
      color: COLORS[level],
    })),
  }));
  const unit = length === 10 ? 'day' : 'month';
  const legend = levels.map((level) => ({ text: level, color: COLORS[level] }));
  return barChart({ title: `Flagged transactions by ${unit} (UTC), ${start_date} to ${end_date}`, bars, legend });
}

/** Days from one to another, both included. */
function daysOf(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}
