import { isShare } from '../core/format.js';
import { cssColor } from '../core/theme.js';
import { lineColor, lineDash } from './palette.js';

const symbolsUpTo = 30;

/** Colour and letters of all text in charts. */
export const chartText = () => ({ color: cssColor('--muted'), fontFamily: cssColor('--font'), fontSize: 11 });

/** Grid, axes and the frame of the tooltip; what a chart's lines are drawn into. */
export function frame({ axis, range, isLog, metric, tooltip }) {
  const line = cssColor('--grid-line');
  const text = chartText();
  return {
    // A live curve that eases into place at every epoch would never stand still.
    animation: false,
    grid: { left: 4, right: 18, top: 14, bottom: 4, containLabel: true },
    xAxis: {
      type: 'value', ...bounds(axis, range),
      axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: axis.format },
      axisPointer: { label: { show: false }, lineStyle: { color: text.color, type: 'solid', opacity: 0.5 } },
    },
    yAxis: {
      type: isLog ? 'log' : 'value', scale: true, splitNumber: 4, axisLine: { show: false }, axisTick: { show: false },
      splitLine: { lineStyle: { color: line } },
      axisLabel: { ...text, formatter: (value) => axisValue(metric, value) },
    },
    tooltip: {
      trigger: 'axis', confine: true, transitionDuration: 0, backgroundColor: cssColor('--surface'), borderColor: cssColor('--border'),
      padding: 10, textStyle: { ...text, color: cssColor('--text'), fontSize: 12 }, formatter: tooltip,
    },
  };
}

/** The raw line, faint when a smooth one is drawn over it: a peak is on the screen either way. */
export function rawLine(s, points, { isLog, isFaint }) {
  return {
    id: s.key, name: s.label, type: 'line', color: lineColor(s.index), symbol: 'circle', symbolSize: 5, showSymbol: !isFaint && points.length <= symbolsUpTo,
    connectNulls: false, emphasis: { disabled: true },
    lineStyle: { width: isFaint ? 1 : 2, opacity: isFaint ? 0.38 : 1, type: lineDash(s.index) },
    data: points.map((p) => [p.x, drawable(p.value, isLog)]),
    markArea: s.gaps.length === 0 ? { data: [] } : {
      silent: true, itemStyle: { color: cssColor('--bad'), opacity: 0.14 },
      data: s.gaps.map((gap) => [{ xAxis: gap.from }, { xAxis: gap.to }]),
    },
  };
}

/** The smooth line over it. */
export const smoothLine = (s, points, isLog) => ({
  id: `${s.key} smooth`, type: 'line', color: lineColor(s.index), showSymbol: false, silent: true, emphasis: { disabled: true }, tooltip: { show: false },
  lineStyle: { width: 2, type: lineDash(s.index) }, data: points.map((p) => [p.x, drawable(p.value, isLog)]),
});

const drawable = (value, isLog) => (Number.isFinite(value) && (!isLog || value > 0) ? value : null);

// From the first epoch (or the start) on, and never so narrow that a single point gets an axis of fractions.
function bounds(axis, range) {
  const minInterval = axis.name === 'epoch' ? 1 : 0;
  if (range) return { min: range[0], max: range[1], minInterval };
  return axis.name === 'epoch' ? { min: 1, max: (data) => Math.max(2, data.max), minInterval } : { min: 0, max: 'dataMax', minInterval };
}

function axisValue(metric, value) {
  if (isShare(metric)) return `${Number((value * 100).toPrecision(4))} %`;
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(0).replace('e+', 'e');
  return size >= 1e4 ? `${Number((value / 1000).toPrecision(4))}k` : String(Number(value.toPrecision(4)));
}
