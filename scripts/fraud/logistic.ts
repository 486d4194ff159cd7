/** Logistic regression with coefficients that are not negative, by coordinate descent on Newton steps. */
export interface Sample {
  /** Values from 0 to 1. */
  readonly increments: Float64Array;
  readonly fraud: boolean;
  readonly weight: number;
}

const ROUNDS = 25;
const SWEEPS = 40;
/** Keeps a coefficient that few samples speak of near 0. */
const RIDGE = 3;

/** The coefficients that make the labels most likely; the intercept is fitted, and left out of the result. */
export function fitLogistic(samples: readonly Sample[]): number[] {
  const size = (samples[0]?.increments.length ?? 0) + 1;
  const beta = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { hessian, gradient } = derivatives(samples, beta);
    const step = descend({ hessian, gradient, beta });
    if (step < 1e-4) break;
  }
  return Array.from(beta.subarray(1));
}

/** Second and first derivatives of the loss; index 0 is the intercept. */
function derivatives(samples: readonly Sample[], beta: Float64Array) {
  const size = beta.length;
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  for (const { increments, fraud, weight } of samples) {
    const present: number[] = [0];
    let logit = beta[0] ?? 0;
    for (let index = 1; index < size; index += 1) {
      const value = increments[index - 1] ?? 0;
      if (value === 0) continue;
      present.push(index);
      logit += value * (beta[index] ?? 0);
    }
    const chance = 1 / (1 + Math.exp(-logit));
    const slope = weight * (chance - (fraud ? 1 : 0));
    const curvature = weight * Math.max(chance * (1 - chance), 1e-6);
    for (const row of present) {
      const value = row === 0 ? 1 : (increments[row - 1] ?? 0);
      gradient[row] = (gradient[row] ?? 0) + slope * value;
      for (const column of present) {
        const other = column === 0 ? 1 : (increments[column - 1] ?? 0);
        const place = row * size + column;
        hessian[place] = (hessian[place] ?? 0) + curvature * value * other;
      }
    }
  }
  for (let index = 1; index < size; index += 1) {
    gradient[index] = (gradient[index] ?? 0) + RIDGE * (beta[index] ?? 0);
    hessian[index * size + index] = (hessian[index * size + index] ?? 0) + RIDGE;
  }
  return { hessian, gradient };
}

interface Quadratic {
  readonly hessian: Float64Array;
  readonly gradient: Float64Array;
  readonly beta: Float64Array;
}

/** Moves `beta` to the least of the quadratic around it, with all but the intercept at 0 or above. Returns the largest move. */
function descend({ hessian, gradient, beta }: Quadratic): number {
  const size = beta.length;
  const moved = new Float64Array(size);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (let row = 0; row < size; row += 1) {
      let slope = gradient[row] ?? 0;
      for (let column = 0; column < size; column += 1) {
        slope += (hessian[row * size + column] ?? 0) * (moved[column] ?? 0);
      }
      const wanted = (moved[row] ?? 0) - slope / (hessian[row * size + row] || 1);
      moved[row] = row === 0 ? wanted : Math.max(wanted, -(beta[row] ?? 0));
    }
  }
  let largest = 0;
  // Half steps at first: far from the optimum, the quadratic is not a good picture of the loss.
  for (let index = 0; index < size; index += 1) {
    const step = Math.max(-2, Math.min(2, moved[index] ?? 0));
    beta[index] = (beta[index] ?? 0) + step;
    largest = Math.max(largest, Math.abs(step));
  }
  return largest;
}
