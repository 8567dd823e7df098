using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Bench.Workloads;

/// <summary>A compiled network with drawn data and the libtorch side's weights, trained step by step: the bare step, without loader, metrics or files.</summary>
internal sealed unsafe class Workload : IDisposable
{
    private readonly Engine engine;
    private readonly NativeBuffer rows;
    private readonly DataPart part;
    private readonly RunPlan plan;
    private readonly float learningRate;
    private long step;

    /// <summary>Compiles a spec and draws its data and weights.</summary>
    public Workload(WorkloadFile file, int threads)
    {
        Batch = file.Spec.Training.BatchSize.Rows ?? throw new BenchException($"{file.Path}: batch_size must be a number.");
        learningRate = (float)file.Spec.Optimizer.LearningRate;
        part = SyntheticData.Draw(file.Schema, Batch);
        var errors = new List<SpecError>();
        var description = new DataDescription(file.Spec.Dataset.Name, new string('0', 64), file.Schema, part.Rows, 0, null);
        plan = RunPlan.Compile(file.Spec, description, errors) ?? throw new BenchException($"{file.Path}:\n{string.Join("\n", errors)}");
        Flops = plan.Describe().FlopsPerSample;
        engine = new Engine(plan, [.. file.Schema.Fields.Select(field => field.Kind == FieldKind.Bytes ? new FieldScaling([1 / 127.5f], [-1]) : null)], threads);
        rows = new NativeBuffer((long)part.Rows * sizeof(int));
        for (var i = 0; i < part.Rows; i++) ((int*)rows.Pointer)[i] = i;
        PeerWeights.Set(plan.Network, engine.Memory);
        engine.ParametersChanged();
    }

    /// <summary>Rows of a step.</summary>
    public int Batch { get; }

    /// <summary>Floating-point operations of a training step for one row: products only.</summary>
    public long Flops { get; }

    /// <summary>What computes it.</summary>
    public string Device => plan.Device;

    /// <summary>Numbers trained.</summary>
    public long Parameters => plan.Network.Parameters.Where(p => p.IsTrainable).Sum(p => p.Count);

    /// <summary>Mean loss of the last step, before its update.</summary>
    public double Loss
    {
        get
        {
            var result = engine.Trained(Batch);
            var sum = 0.0;
            foreach (var loss in result.Losses) sum += loss;
            return sum / result.Losses.Length;
        }
    }

    /// <summary>Trains on the next batch.</summary>
    public void Step() => engine.Train(part, Next(), Batch, step, learningRate);

    /// <summary>Trains on the next batch, adding the seconds of each operation to the given sums.</summary>
    public void Profile(IDictionary<string, double> seconds) => engine.Profile(part, Next(), Batch, step, learningRate, seconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        engine.Dispose();
        rows.Dispose();
    }

    private int* Next() => (int*)rows.Pointer + (step++ % SyntheticData.Batches * Batch);
}
