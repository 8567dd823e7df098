using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Shared.Compute;

/// <summary>
/// A network, weights and data defined by splitmix64 as the libtorch side of the benchmark defines them, so that both engines train the same
/// thing: the first losses must agree before any timing counts.
/// </summary>
internal sealed unsafe class PeerWorkload : IDisposable
{
    private const int Batches = 8;
    private const float InputBound = 1.7320508f;
    private readonly Engine engine;
    private readonly NativeBuffer rows;
    private readonly DataPart part;
    private readonly float learningRate;
    private long step;

    private PeerWorkload(RunSpec spec, IReadOnlyList<int> inputShape, int batch, int threads)
    {
        Batch = batch;
        learningRate = (float)spec.Optimizer.LearningRate;
        var data = Data(inputShape, batch);
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors) ?? throw new InvalidOperationException(string.Join("\n", errors));
        Flops = plan.Describe().FlopsPerSample;
        part = data.Training;
        engine = new Engine(plan, [null, null], threads);
        rows = new NativeBuffer((long)batch * Batches * sizeof(int));
        for (var i = 0; i < batch * Batches; i++) ((int*)rows.Pointer)[i] = i;
        SetWeights(plan);
    }

    /// <summary>Rows of a step.</summary>
    public int Batch { get; }

    /// <summary>Floating-point operations of a training step for one row.</summary>
    public long Flops { get; }

    /// <summary>The workloads there are.</summary>
    public static IReadOnlyList<string> Names => ["lenet", "mlp"];

    /// <summary>Makes a workload by name.</summary>
    public static PeerWorkload Create(string name, int threads) => name switch
    {
        "lenet" => new PeerWorkload(LeNet, [28, 28, 1], 64, threads),
        "mlp" => new PeerWorkload(Mlp, [784], 128, threads),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"Known workloads: {string.Join(", ", Names)}."),
    };

    private static RunSpec LeNet => Spec(
        64,
        new SgdOptimizer { LearningRate = 0.01, Momentum = 0.9 },
        new Conv2DLayer { Filters = 6, KernelSize = new Size2D(5, 5), Padding = Padding2D.Explicit(2, 2), Activation = Activation.Relu },
        new AveragePool2DLayer(),
        new Conv2DLayer { Filters = 16, KernelSize = new Size2D(5, 5), Activation = Activation.Relu },
        new AveragePool2DLayer(),
        new FlattenLayer(),
        new DenseLayer { Units = 120, Activation = Activation.Relu },
        new DenseLayer { Units = 84, Activation = Activation.Relu },
        new DenseLayer { Units = 10 });

    private static RunSpec Mlp => Spec(
        128,
        new AdamOptimizer { Epsilon = 1e-8 },
        new DenseLayer { Units = 512, Activation = Activation.Relu },
        new DenseLayer { Units = 256, Activation = Activation.Relu },
        new DenseLayer { Units = 10 });

    /// <summary>Trains on the next batch.</summary>
    public void Step()
    {
        engine.Train(part, (int*)rows.Pointer + step % Batches * Batch, Batch, step + 1, learningRate);
        step++;
    }

    /// <summary>Trains on the next batch, adding the seconds of each operation to the given sums.</summary>
    public void Profile(IDictionary<string, double> seconds)
    {
        engine.Profile(part, (int*)rows.Pointer + step % Batches * Batch, Batch, step + 1, learningRate, seconds);
        step++;
    }

    /// <summary>Mean loss of the last step, before its update.</summary>
    public double Loss
    {
        get
        {
            var sum = 0.0;
            foreach (var loss in engine.Trained(Batch).Losses) sum += loss;
            return sum / Batch;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        engine.Dispose();
        rows.Dispose();
    }

    private static RunSpec Spec(int batch, OptimizerSpec optimizer, params LayerSpec[] layers) => new()
    {
        Dataset = new DatasetSpec { Name = "synthetic" },
        Model = new ModelSpec { Layers = layers },
        Loss = new CrossEntropyLoss(),
        Optimizer = optimizer,
        Training = new TrainingSpec { BatchSize = new BatchSize(batch) },
    };

    private static Dataset Data(IReadOnlyList<int> shape, int batch)
    {
        var schema = new DataSchema(shape, TargetKind.Class, 10);
        var features = new float[Batches * batch * schema.FeatureCount];
        var labels = new int[Batches * batch];
        for (var j = 0; j < Batches; j++)
        {
            // One channel, so NCHW and NHWC are the same order.
            var inputs = new SplitMix(2_000_000 + 10 * (ulong)j);
            for (var i = 0; i < batch * schema.FeatureCount; i++) features[j * batch * schema.FeatureCount + i] = inputs.Symmetric(InputBound);
            var targets = new SplitMix(2_000_001 + 10 * (ulong)j);
            for (var i = 0; i < batch; i++) labels[j * batch + i] = (int)(targets.Next() * 10);
        }

        var part = DataPart.FromFloats(features, labels);
        return new Dataset(new DataDescription("synthetic", new string('0', 64), schema, part.Rows, part.Rows, null), part, part);
    }

    private void SetWeights(RunPlan plan)
    {
        IReadOnlyList<int>? image = null;
        for (var number = 0; number < plan.Network.Parameters.Count; number++)
        {
            var parameter = plan.Network.Parameters[number];
            var random = new SplitMix(1000 + (ulong)number);
            var drawn = new float[parameter.Count];
            for (var i = 0; i < drawn.Length; i++) drawn[i] = random.Symmetric(1 / MathF.Sqrt(parameter.FanIn));
            var layer = plan.Network.Layers.First(l => l.Parameters.Contains(number));
            if (layer.Inputs[0].Layer >= 0 && plan.Network.Layers[layer.Inputs[0].Layer] is { Builder.Type: "flatten" } flatten)
                image = plan.Network.Layers[flatten.Inputs[0].Layer].OutputShape;
            Transpose(drawn, parameter.Shape, image, engine.Memory.Parameter(parameter));
            image = null;
        }

        engine.ParametersChanged();
    }

    /// <summary>From [out, in, kh, kw] and [out, in] to our [kh, kw, in, out] and [in, out]; a flattened image goes from c, y, x to y, x, c.</summary>
    private static void Transpose(float[] source, IReadOnlyList<int> shape, IReadOnlyList<int>? image, Span<float> destination)
    {
        var (outputs, inputs) = (shape[^1], shape.Count == 1 ? 1 : shape[^2]);
        var cells = shape.Count == 4 ? shape[0] * shape[1] : 1;
        for (var o = 0; o < outputs; o++)
        {
            for (var i = 0; i < inputs; i++)
            {
                for (var cell = 0; cell < cells; cell++)
                {
                    var ours = image is null ? i : i % (image[0] * image[1]) * image[2] + i / (image[0] * image[1]);
                    destination[(cell * inputs + ours) * outputs + o] = source[(o * inputs + i) * cells + cell];
                }
            }
        }
    }

    private struct SplitMix(ulong seed)
    {
        private ulong state = seed;

        public float Next()
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            return (z >> 40) * (1f / (1 << 24));
        }

        public float Symmetric(float bound) => (2 * Next() - 1) * bound;
    }
}
