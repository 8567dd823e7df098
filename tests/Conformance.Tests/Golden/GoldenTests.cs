using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Specs;
using TrainingService.Compute.Training;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;
using Xunit.Sdk;

namespace TrainingService.Conformance.Tests.Golden;

/// <summary>
/// Twenty steps of PyTorch in float64, followed by ours in float32: each loss within 1e-5 of its size, each gradient of the first update,
/// norm and projection of every gradient of every update, and the final weights.
/// </summary>
public sealed class GoldenTests
{
    private const double LossTolerance = 1e-5;

    // Of the largest element of the gradient, or of the weights' movement: float32 against float64 over twenty steps.
    private const double GradientTolerance = 1e-5;
    private const double LaterGradientTolerance = 1e-4;
    private const double WeightTolerance = 1e-4;

    // A gradient that is 0 by cancellation (a bias before batch norm) is nothing but rounding.
    private const double LeastScale = 0.01;

    public static TheoryData<string> Names => new(GoldenFile.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Twenty_steps_follow_PyTorch(string name)
    {
        using var golden = GoldenFile.Open(name);
        Follow(golden, golden.Spec);
    }

    [Fact]
    public void A_learning_rate_one_per_cent_off_would_be_found()
    {
        using var golden = GoldenFile.Open("optimizer-momentum");
        var sgd = (SgdOptimizer)golden.Spec.Optimizer;
        var found = Assert.Throws<TrueException>(() => Follow(golden, golden.Spec with { Optimizer = sgd with { LearningRate = 1.01 * sgd.LearningRate } }));
        Assert.Contains("step 2", found.Message, StringComparison.Ordinal);
    }

    private static void Follow(GoldenFile golden, RunSpec spec)
    {
        var data = GoldenData.Of(golden);
        var errors = new List<SpecError>();
        var plan = RunPlan.Compile(spec, data.Description, errors, InstructionSets.Best);
        Assert.True(plan is not null, string.Join("\n", errors));
        using var run = new TrainingRun(plan, data, new ComputeOptions { Threads = 2 });
        var parameters = plan.Network.Parameters;
        Assert.Equal(golden.Parameters.Order(), parameters.Select(p => p.Name).Order());
        foreach (var parameter in parameters)
        {
            var initial = golden.Initial(parameter.Name);
            Assert.Equal(initial.Shape, parameter.Shape);
            initial.Floats.CopyTo(run.Parameter(parameter.Number));
        }

        run.ParametersChanged();
        var losses = golden.Losses;
        var fingerprints = golden.Fingerprints();
        var groups = new Dictionary<string, float[]>();
        var (rows, lossSum) = (0L, 0.0);
        for (var step = 0; step < losses.Length; step++)
        {
            var advance = run.Advance();
            var loss = StepLoss(run, golden, advance, step, ref rows, ref lossSum);
            AssertNear(losses[step], loss, LossTolerance * Math.Max(Math.Abs(losses[step]), 0.01), $"the loss of step {step + 1}");
            var (update, rest) = Math.DivRem(step + 1, golden.Accumulation);
            foreach (var (index, trained) in golden.Trained.Index())
            {
                var gradient = MeanOfGroup(groups, trained, run.Gradient(parameters.Single(p => p.Name == trained).Number), golden.Accumulation, rest == 1);
                if (rest != 0) continue;
                if (update == 1) AssertAllNear(golden.FirstGradient(trained).Data, gradient, GradientTolerance, $"the first gradient of {trained}");
                AssertFingerprint(fingerprints[update - 1][index], gradient, $"the gradient of {trained} in step {step + 1}");
            }
        }

        foreach (var parameter in parameters)
            AssertMoved(golden.Initial(parameter.Name).Data, golden.Final(parameter.Name).Data, run.Parameter(parameter.Number), parameter.Name);
    }

    /// <summary>The step's mean loss: from the epoch's when an epoch is one step, else from what the sum over the epoch has grown by.</summary>
    private static double StepLoss(TrainingRun run, GoldenFile golden, Advance advance, int step, ref long rows, ref double sum)
    {
        if (golden.Spec.Training.BatchSize.IsFull) return advance.Epoch!.Metrics["loss"];
        var before = rows;
        rows = Math.Min((step + 1L) * golden.Spec.Training.BatchSize.Rows!.Value, golden.Rows);
        var mean = advance.Epoch?.Metrics["loss"] ?? run.Progress.Loss!.Value;
        var grown = mean * rows - sum;
        sum = mean * rows;
        return grown / (rows - before);
    }

    /// <summary>A batch's gradient; with accumulation the mean over the batches of the group up to it.</summary>
    private static ReadOnlySpan<float> MeanOfGroup(Dictionary<string, float[]> groups, string parameter, ReadOnlySpan<float> gradient, int size, bool begins)
    {
        if (size == 1) return gradient;
        var sum = groups[parameter] = begins ? new float[gradient.Length] : groups[parameter];
        for (var i = 0; i < sum.Length; i++) sum[i] += gradient[i] / size;
        return sum;
    }

    private static void AssertNear(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what} is {actual:R}, not {expected:R} (within {tolerance:E1}).");

    private static void AssertAllNear(double[] expected, ReadOnlySpan<float> actual, double relative, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(expected.Max(Math.Abs), LeastScale);
        for (var i = 0; i < expected.Length; i++) AssertNear(expected[i], actual[i], relative * scale, $"{what}, element {i},");
    }

    private static void AssertFingerprint((double Norm, double Projection) expected, ReadOnlySpan<float> gradient, string what)
    {
        var (square, projection) = (0.0, 0.0);
        for (var i = 0; i < gradient.Length; i++)
        {
            square += (double)gradient[i] * gradient[i];
            projection += gradient[i] * Math.Cos(0.7 * i + 0.3);
        }

        var tolerance = LaterGradientTolerance * Math.Max(expected.Norm, LeastScale);
        AssertNear(expected.Norm, Math.Sqrt(square), tolerance, $"the norm of {what}");
        AssertNear(expected.Projection, projection, tolerance, $"the projection of {what}");
    }

    /// <summary>The weights' way from start to end, relative to the farthest that any of them went.</summary>
    private static void AssertMoved(double[] initial, double[] expected, ReadOnlySpan<float> actual, string name)
    {
        var farthest = initial.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        var tolerance = WeightTolerance * farthest + 1e-6;
        for (var i = 0; i < expected.Length; i++) AssertNear(expected[i], actual[i], tolerance, $"element {i} of {name} after the last step");
    }
}
