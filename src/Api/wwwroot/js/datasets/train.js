/** A spec that fits a dataset, to begin with: what to predict, a small network, and settings that seldom go wrong. */
export function specFor(dataset, version, columns) {
  const predictable = columns.filter((column) => ['category', 'boolean', 'number'].includes(column.type) && ['feature', 'target'].includes(column.role));
  // Where nothing tells what is to be predicted, it is most often in the last column.
  const target = columns.find((column) => column.name === version.target) ?? columns.find((column) => column.role === 'target') ?? predictable.at(-1);
  const images = columns.find((column) => column.type === 'image');
  const mask = columns.find((column) => column.type === 'mask');
  const goal = goalOf(mask ?? target);
  const parts = version.parts.map((part) => part.name);
  return {
    name: dataset,
    dataset: {
      name: dataset,
      version: version.version,
      ...(target ? { target: target.name } : {}),
      validation: parts.includes('validation') ? { part: 'validation' } : { fraction: 0.2 },
      ...(parts.includes('test') ? {} : { test: { fraction: 0.1 } }),
    },
    model: { layers: images ? imageLayers(images, goal.units) : tableLayers(goal.units) },
    loss: goal.loss,
    metrics: goal.metrics,
    optimizer: { type: 'adam', learning_rate: 0.001 },
    training: { epochs: 20, batch_size: 32 },
    seed: 1,
  };
}

function goalOf(target) {
  if (target?.classes?.length > 0) return { units: target.classes.length, loss: 'cross_entropy', metrics: ['accuracy', 'confusion_matrix'] };
  if (target?.type === 'boolean') return { units: 2, loss: 'cross_entropy', metrics: ['accuracy', 'confusion_matrix'] };
  return { units: 1, loss: 'mse', metrics: ['mae'] };
}

const tableLayers = (units) => [{ type: 'dense', units: 64, activation: 'relu' }, { type: 'dense', units: 32, activation: 'relu' }, { type: 'dense', units }];

function imageLayers(column, units) {
  const side = Math.min(...(column.shape?.slice(0, 2) ?? [32, 32]));
  const blocks = side >= 32 ? [16, 32, 64] : side >= 16 ? [16, 32] : [16];
  return [
    ...blocks.flatMap((filters) => [{ type: 'conv2d', filters, kernel: 3, padding: 'same', activation: 'relu' }, { type: 'max_pool2d', size: 2 }]),
    { type: 'flatten' }, { type: 'dense', units: 64, activation: 'relu' }, { type: 'dense', units },
  ];
}
