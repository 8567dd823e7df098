using System.Diagnostics;
using TrainingService.Compute.Ops.Losses;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Runs;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// Times one training step in many call by call. A call's two timestamps cost some 50 ns; over the steps between two samples that is nothing.
/// </summary>
internal sealed class StepSampler(RunPlan plan, int threads)
{
    /// <summary>Steps from one sample to the next: a prime, so that groups of accumulated batches are met at every place.</summary>
    private const int Interval = 31;

    /// <summary>The first steps meet cold caches and kernels not compiled yet.</summary>
    private const int WarmUp = 3;

    private CallTimes? training;
    private CallTimes? update;
    private int countdown = WarmUp;

    /// <summary>Whether the next step is to be timed; asked once for each step of full size.</summary>
    public bool IsDue()
    {
        if (--countdown > 0) return false;
        countdown = Interval;
        return true;
    }

    /// <summary>Where the forward and backward pass's times go.</summary>
    public CallTimes Training(CompiledStep step) => training ??= step.NewTimes();

    /// <summary>Where the update's times go.</summary>
    public CallTimes Update(CompiledStep step) => update ??= step.NewTimes();

    /// <summary>What the samples say; null before the first.</summary>
    public RunProfile? Report(CompiledStep step, CompiledStep updateStep)
    {
        if (training is not { Steps: > 0 } times) return null;
        var graph = plan.Training.Full.Graph;
        var layers = plan.Network.Layers;
        var (forward, backward, products) = (new double[layers.Count], new double[layers.Count], new double[layers.Count]);
        var (input, loss) = (0.0, 0.0);
        var firstLoss = graph.Nodes.Index().First(pair => pair.Item.Op is LossOp).Index;
        for (var call = 0; call < step.CallCount; call++)
        {
            var milliseconds = Milliseconds(times[call], times.Steps);
            var node = step.NodeOf(call);
            if (node < 0) input += milliseconds;
            else if (graph.Nodes[node].Layer < 0 && node < firstLoss) input += milliseconds;
            else if (graph.Nodes[node].Layer < 0) loss += milliseconds;
            else if (node < firstLoss) forward[graph.Nodes[node].Layer] += milliseconds;
            else backward[graph.Nodes[node].Layer] += milliseconds;
        }

        foreach (var node in graph.Nodes.Where(node => node.Layer >= 0)) products[node.Layer] += node.Op.Flops(graph.ShapesOf(node.Inputs), graph.ShapesOf(node.Outputs));
        var updateMs = update is null ? 0 : Enumerable.Range(0, updateStep.CallCount).Sum(call => Milliseconds(update[call], times.Steps));
        var total = input + loss + forward.Sum() + backward.Sum() + updateMs;
        var peak = plan.Kernels.PeakGflops(threads);
        var gflops = products.Sum() / total / 1e6;
        return new RunProfile
        {
            Device = plan.Device,
            Threads = threads,
            Batch = plan.Batch,
            SampledSteps = times.Steps,
            StepMs = total,
            InputMs = input,
            ForwardMs = forward.Sum(),
            LossMs = loss,
            BackwardMs = backward.Sum(),
            UpdateMs = updateMs,
            Gflops = gflops,
            PeakGflops = peak,
            ShareOfPeak = gflops / peak,
            Layers = [.. layers.Select(layer => Layer(layer.Index))],
        };

        LayerProfile Layer(int index)
        {
            var spent = forward[index] + backward[index];
            return new LayerProfile(
                index, layers[index].Builder.Type, plan.Spec.Model.Layers[index].Id, forward[index], backward[index], spent / total,
                products[index] > 0 && spent > 0 ? products[index] / spent / 1e6 / peak : null);
        }
    }

    private static double Milliseconds(long ticks, long steps) => ticks * 1e3 / Stopwatch.Frequency / steps;
}
