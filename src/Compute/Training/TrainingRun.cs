using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using TrainingService.Compute.Data;
using TrainingService.Compute.Diagnosis;
using TrainingService.Compute.Inference;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Reading;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Training;

/// <summary>
/// One training in memory, driven from outside in small portions: <c>while (run.Advance() is not Finished)</c>. It owns weights, optimizer
/// state and memory plan; it knows no clock but a stopwatch, no files and no database. Not safe for use by two threads at once.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly RunPlan plan;
    private readonly Dataset data;
    private readonly Engine engine;
    private readonly RowOrder order;
    private readonly ReadAhead? readAhead;
    private readonly TrainingState state = new();
    private readonly SpeedMeter speed = new();
    private readonly TimeLeft timeLeft = new();
    private readonly DataPart validationPart;
    private readonly Scores training;
    private readonly Scores held;
    private readonly Updater updater;
    private readonly LossCurves curves = new();
    private readonly EarlyStopping? stopping;
    private readonly NativeBuffer? best;
    private readonly byte[] fingerprint;
    private readonly IReadOnlyList<FieldScaling?> scaling;
    private readonly int threads;
    private TestWriting? writing;
    private readonly StepSampler sampler;
    private bool stopRequested;

    /// <summary>Allocates and initializes a run at its first step.</summary>
    /// <param name="plan">A compiled spec.</param>
    /// <param name="data">The dataset the plan was compiled for.</param>
    /// <param name="options">Threads.</param>
    public TrainingRun(RunPlan plan, Dataset data, ComputeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(data);
        (this.plan, this.data) = (plan, data);
        var seed = (ulong)plan.Spec.Seed;
        var rows = SplitAndScaling.Of(data, plan.Spec.Dataset.Validation, seed);
        validationPart = rows.ValidationPart ?? data.Training;
        (scaling, threads) = (rows.Scaling, (options ?? new ComputeOptions()).Threads);
        engine = new Engine(plan, scaling, threads);
        updater = new Updater(plan, engine);
        sampler = engine.NewSampler();
        order = new RowOrder(
            rows.Training ?? All(data.Training),
            rows.Validation ?? (rows.ValidationPart is { } held ? All(held) : []),
            rows.Test ?? All(data.Test),
            seed);
        readAhead = ReadAhead.Over(plan.Data.Schema, data.Training, validationPart, data.Test);
        foreach (var loss in plan.Losses) BalancedClasses.Learn(loss, plan.Data.Schema, data.Training, order.Training.Rows);
        training = new Scores(plan, rows, withConfusion: false);
        this.held = new Scores(plan, rows, withConfusion: true);
        stopping = plan.Spec.Training.EarlyStopping is { } spec ? new EarlyStopping(spec) : null;
        best = plan.KeepsBest ? new NativeBuffer(engine.Memory.ParameterBlock.Bytes) : null;
        fingerprint = SHA256.HashData(Encoding.UTF8.GetBytes($"{SpecWriter.Write(plan.Spec)}\n{plan.Data.Version}\n{plan.Device}"));
        foreach (var parameter in plan.Network.Parameters)
            Initialization.Fill(engine.Memory.Parameter(parameter), parameter, seed);
        engine.ParametersChanged();
        order.Shuffle(state.Epoch);
    }

    /// <summary>Where the run is: the epoch being trained (from 1), batches done in it, speed and time left.</summary>
    public RunProgress Progress
    {
        get
        {
            var epochs = plan.Spec.Training.Epochs;
            var batch = state.Phase == Phase.Train ? state.Batch : plan.StepsPerEpoch;
            var stepsLeft = (long)epochs * plan.StepsPerEpoch - ((long)(state.Epoch - 1) * plan.StepsPerEpoch + batch);
            var over = state.Phase is Phase.Test or Phase.Write or Phase.Done;
            var range = over ? ((double Low, double Likely, double High)?)(0, 0, 0) : timeLeft.Of(stepsLeft, plan.StepsPerEpoch, plan.Rows.Validation > 0);
            // Until there is a range, the mean of all steps so far is the best guess.
            var likely = range?.Likely ?? (state.Step == 0 ? null : stepsLeft * state.TotalSeconds / state.Step);
            return new RunProgress
            {
                Epoch = state.Epoch,
                Epochs = epochs,
                Batch = batch,
                Batches = plan.StepsPerEpoch,
                Loss = training.IsEmpty ? null : training.Loss,
                SamplesPerSecond = speed.PerSecond,
                EtaSeconds = likely,
                EtaLowSeconds = range?.Low,
                EtaHighSeconds = range?.High,
            };
        }
    }

    /// <summary>Training steps done.</summary>
    public long Step => state.Step;

    /// <summary>Epochs complete, validation included.</summary>
    public int EpochsDone => state.Phase is Phase.Test or Phase.Write or Phase.Done ? state.Epoch : state.Epoch - 1;

    /// <summary>Where the time of the steps goes, from those sampled since this object was made; null before the first sample.</summary>
    public RunProfile? Profile => engine.Report(sampler);

    /// <summary>The epoch with the best monitored value, else the lowest validation loss, else the lowest training loss; 0 before the first.</summary>
    public int BestEpoch => stopping?.BestEpoch ?? curves.BestEpoch;

    /// <summary>Bytes allocated for training and evaluation; what the plan said before.</summary>
    internal long AllocatedBytes => engine.AllocatedBytes + (best?.Bytes ?? 0) + (writing?.AllocatedBytes ?? 0);

    /// <summary>A parameter's numbers, row-major, in its canonical layout. For tests and export; not a copy.</summary>
    internal Span<float> Parameter(int number) => engine.Memory.Parameter(plan.Network.Parameters[number]);

    /// <summary>A parameter's gradient in the last step.</summary>
    internal Span<float> Gradient(int number) => engine.Memory.Gradient(plan.Network.Parameters[number]);

    /// <summary>To be called after <see cref="Parameter"/> was written to.</summary>
    internal void ParametersChanged() => engine.ParametersChanged();

    /// <summary>
    /// Ends the training as soon as it can be ended with a model: the batch at hand is finished (one at least is trained), what there is of the epoch
    /// is scored and reported, the best weights are taken where they are kept, and the test part is scored. Call it between two <see cref="Advance"/> calls.
    /// </summary>
    public void RequestStop() => stopRequested = true;

    /// <summary>
    /// Breaks off the batch at hand, from any thread: <see cref="Advance"/> throws within one kernel call. The run must not be used after that but
    /// to be disposed.
    /// </summary>
    public void Abort() => engine.Abort();

    /// <summary>Does the next portion of work: a training step, a slice of evaluation, or the end.</summary>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Abort"/> was called.</exception>
    public Advance Advance()
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            // Asked for between two epochs: the last one is reported already.
            if (stopRequested && state is { Phase: Phase.Train, Batch: 0, Step: > 0 })
            {
                (state.Epoch, state.Stopped) = (state.Epoch - 1, true);
                BeginTest();
            }

            var evaluates = state.Phase is Phase.Validate;
            var advance = state.Phase switch
            {
                Phase.Train => TrainBatch(start),
                Phase.Validate => EvaluateSlice(order.Validation, validationPart, test: false),
                Phase.Test => EvaluateSlice(order.Test, data.Test, test: true),
                Phase.Write => WriteSlice(),
                _ => throw new InvalidOperationException("The run has ended."),
            };
            if (evaluates) timeLeft.Evaluation(Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (advance.Kind is AdvanceKind.EpochEnded) timeLeft.EpochEnded(plan.StepsPerEpoch);
            return advance;
        }
        finally
        {
            state.TotalSeconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Writes the full state (weights, optimizer, position, scores, early stopping, best weights). Allowed between any two <see cref="Advance"/> calls.</summary>
    public void Save(Stream destination) => Checkpoint.Save(destination, fingerprint, state, [training, held], updater, curves, stopping, Blocks);

    /// <summary>Takes up where <see cref="Save"/> left off: what follows is the same to the bit.</summary>
    /// <exception cref="InvalidDataException">The state is damaged or of another spec, dataset or instruction set. The run must not be used then.</exception>
    public void Restore(Stream source)
    {
        Checkpoint.Restore(source, fingerprint, state, [training, held], updater, curves, stopping, Blocks);
        engine.ParametersChanged();
        order.Shuffle(state.Epoch);
        if (state.Phase == Phase.Write) state.Batch = 0;
    }

    /// <summary>Writes the weights as they are now, with all that using them takes, as safetensors; see <see cref="TrainedModel"/>.</summary>
    public void SaveModel(Stream destination) => Safetensors.Write(
        destination,
        [.. plan.Network.Parameters.Select(parameter => (parameter.Name, parameter.Shape))],
        TrainedModel.MetadataOf(plan.Spec, plan.Data.Schema, data.ModelMetadata),
        number => engine.Memory.Parameter(plan.Network.Parameters[number]));

    /// <inheritdoc/>
    public void Dispose()
    {
        readAhead?.Dispose(); // It reads row numbers from the order.
        engine.Dispose();
        order.Dispose();
        best?.Dispose();
        writing?.Dispose();
    }

    private NativeBuffer[] Blocks =>
        [.. new[] { engine.Memory.ParameterBlock, engine.Memory.StateBlock, engine.Memory.AccumulatedBlock, best }.OfType<NativeBuffer>()];

    private unsafe Advance TrainBatch(long start)
    {
        var rows = order.Training.Slice(state.Batch * plan.Batch, plan.Batch);
        readAhead?.Reached(data.Training, order.Training, state.Batch * plan.Batch);
        state.Step++;
        var sampled = rows.Count == plan.Batch && sampler.IsDue() ? sampler : null;
        engine.Forward(data.Training, rows.Pointer, rows.Count, state.Step, sampled, order.Training.Slice((state.Batch + 1) * plan.Batch, plan.Batch));
        engine.ThrowIfAborted();
        var loss = 0.0;
        for (var i = 0; i < plan.Outputs.Count; i++) loss += training.Add(i, engine.Trained(rows.Count, i));
        if (!double.IsFinite(loss)) return Diverge(double.IsNaN(loss) ? "The loss became not a number" : "The loss became infinite", "non_finite_loss", rows);
        updater.Begin();
        engine.Backward();
        engine.ThrowIfAborted();
        if (!updater.Take(plan.Outputs.Count == 1 ? training.LastRows : rows.Count, endsEpoch: stopRequested || state.Batch == plan.StepsPerEpoch - 1, sampled)) return Diverge("The gradient became not finite", "non_finite_gradient", rows);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        speed.Add(rows.Count, seconds);
        timeLeft.Step(seconds);
        state.EpochSeconds += seconds;
        state.TrainSeconds += seconds;
        state.Rows += rows.Count;
        state.Batch++;
        if (state.Batch < plan.StepsPerEpoch && !stopRequested) return new Advance(AdvanceKind.Batch);
        if (plan.Rows.Validation == 0) return EndEpoch();
        (state.Phase, state.Batch) = (Phase.Validate, 0);
        held.Clear();
        return new Advance(AdvanceKind.Batch);
    }

    private unsafe Advance EvaluateSlice(RowSpan all, DataPart part, bool test)
    {
        var rows = all.Slice(state.Batch * plan.EvaluationBatch, plan.EvaluationBatch);
        if (rows.Count > 0)
        {
            readAhead?.Reached(part, all, state.Batch * plan.EvaluationBatch);
            engine.Evaluate(part, rows.Pointer, rows.Count);
            engine.ThrowIfAborted();
            for (var i = 0; i < plan.Outputs.Count; i++) held.Add(i, engine.Evaluated(rows.Count, i));
            state.Batch++;
        }

        if (state.Batch * plan.EvaluationBatch < all.Count) return new Advance(AdvanceKind.Evaluation);
        if (!test) return EndEpoch();
        if (order.Test.Count == 0 || plan.Writes is null) return Finish();
        (state.Phase, state.Batch) = (Phase.Write, 0);
        return new Advance(AdvanceKind.Evaluation);
    }

    private Advance WriteSlice()
    {
        writing ??= new TestWriting(plan, data.Test, scaling, number => engine.Memory.Parameter(plan.Network.Parameters[number]).ToArray(), threads);
        writing.Write(order.Test.Slice(state.Batch * RunPlan.RowsWritten, RunPlan.RowsWritten).Rows.ToArray());
        state.Batch++;
        return state.Batch * RunPlan.RowsWritten < order.Test.Count ? new Advance(AdvanceKind.Evaluation) : Finish();
    }

    private Advance EndEpoch()
    {
        // A gradient can overflow while the loss is finite; what it did to the weights is found here at the latest.
        if (engine.FirstNonFiniteParameter() is { Kind: NonFiniteKind.Parameter })
            return Diverge("Weights became not finite", "non_finite_weights", order.Training.Slice((plan.StepsPerEpoch - 1) * plan.Batch, plan.Batch));
        var metrics = EpochMetrics();
        curves.Add(training.Loss, plan.Rows.Validation > 0 ? held.Loss : null);
        var report = new EpochReport(state.Epoch, state.Step, metrics);
        if (stopping?.Observe(state.Epoch, metrics) == true) best?.CopyFrom(engine.Memory.ParameterBlock);
        state.StoppedEarly = stopping?.ShouldStop == true && state.Epoch < plan.Spec.Training.Epochs;
        state.Stopped = stopRequested && !state.StoppedEarly && state.Step < (long)plan.Spec.Training.Epochs * plan.StepsPerEpoch;
        state.Batch = 0;
        if (state.StoppedEarly || state.Stopped || state.Epoch == plan.Spec.Training.Epochs) BeginTest();
        else
        {
            state.Phase = Phase.Train;
            state.Epoch++;
            order.Shuffle(state.Epoch);
            training.Clear();
            state.EpochSeconds = 0;
        }

        return new Advance(AdvanceKind.EpochEnded, Epoch: report);
    }

    private void BeginTest()
    {
        state.Phase = Phase.Test;
        held.Clear();
        if (best is null || stopping!.BestEpoch == 0) return;
        engine.Memory.ParameterBlock.CopyFrom(best);
        engine.ParametersChanged();
    }

    private Dictionary<string, double> EpochMetrics()
    {
        var metrics = new Dictionary<string, double>();
        training.Report("", metrics);
        if (plan.Rows.Validation > 0) held.Report("val_", metrics);
        if (Sparsity.Of(plan, engine.Memory) is { } zeros) metrics["sparsity"] = zeros;
        updater.EndEpoch(metrics);
        // Fewer than all rows when somebody stopped the run within the epoch.
        var rows = Math.Min(plan.Rows.Training, (state.Step - (long)(state.Epoch - 1) * plan.StepsPerEpoch) * plan.Batch);
        metrics["samples_per_second"] = rows / state.EpochSeconds;
        metrics["epoch_seconds"] = state.EpochSeconds;
        return metrics;
    }

    private Advance Finish()
    {
        state.Phase = Phase.Done;
        var metrics = new Dictionary<string, double>();
        if (!held.IsEmpty) held.Report("test_", metrics);
        writing?.Scores.Report("test_" + MetricNames.Prefix(plan.Spec, plan.Outputs[0]), metrics);
        var result = new RunResult
        {
            Epochs = state.Epoch,
            BestEpoch = best is not null && stopping!.BestEpoch > 0 ? stopping.BestEpoch : state.Epoch,
            StopReason = state.StoppedEarly ? "early_stopping" : state.Stopped ? "stopped" : "completed",
            TestMetrics = metrics,
            ConfusionMatrix = held.IsEmpty ? null : held.Confusion,
            ClassNames = plan.Data.ClassNames,
            WeightsSha256 = WeightsHash.Of(engine.Memory, plan.Network.Parameters),
            Parameters = plan.Network.ParameterCount,
            MemoryBytes = AllocatedBytes,
            TrainingSeconds = state.TotalSeconds,
            SamplesPerSecond = state.Rows / state.TrainSeconds,
            Device = plan.Device,
            Diagnosis = RunDiagnoser.Of(curves, plan.Spec, Objectives.ChanceOf(plan.Spec, plan.Data.Schema)),
            Sparsity = Sparsity.Of(plan, engine.Memory),
            LayerSparsity = Sparsity.ByLayer(plan, engine.Memory),
        };
        return new Advance(AdvanceKind.Finished, Result: result);
    }

    private unsafe Advance Diverge(string what, string code, RowSpan rows)
    {
        var found = engine.Probe(data.Training, rows.Pointer, rows.Count, state.Step);
        var failure = NonFiniteVerdict.Of(plan, state, what, code, found, rows.Rows, updater.Rate);
        state.Phase = Phase.Done;
        return new Advance(AdvanceKind.Diverged, Failure: failure);
    }

    private static int[] All(DataPart part) => [.. Enumerable.Range(0, part.Rows)];
}
