using System.Diagnostics;
using System.Text.Json;
using TrainingService.Bench.Measuring;
using TrainingService.Bench.Workloads;
using TrainingService.Contracts.Specs.Layers;

namespace TrainingService.Bench.Comparing;

/// <summary>
/// Measures each workload on both engines in turns, A B A B: windows of half a second in two processes that stay alive. No time counts before the first
/// losses have been found equal.
/// </summary>
internal static class Comparison
{
    /// <summary>Most that a first loss may differ, relative to its size.</summary>
    private const double LossTolerance = 1e-4;

    /// <summary>
    /// Steps whose losses must agree. Behind them rounding may have grown: on resnet18-cifar libtorch's own two layouts differ by 3e-3 at step 5.
    /// </summary>
    private const int LossSteps = 2;

    /// <summary>Processors busy with other programs above which a round is not clean.</summary>
    private const double CleanLoad = 0.05;

    /// <summary>Lets the threads of the engine whose turn is over fall asleep.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    /// <summary>Runs all of it; the exit code is 1 when a floor is missed or losses differ.</summary>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        var failed = false;
        var results = new List<WorkloadResult>();
        var peaks = options.Threads.ToDictionary(threads => threads, Peaks.Measure);
        ResultTable.Begin(options, peaks);
        foreach (var threads in options.Threads)
        {
            foreach (var file in options.Files)
            {
                try
                {
                    results.Add(await MeasureAsync(file, threads, options, peaks[threads]));
                    ResultTable.Write(results[^1]);
                }
                catch (BenchException error)
                {
                    failed = true;
                    Console.Error.WriteLine($"{file.Spec.Name ?? file.Path}: {error.Message}");
                }
            }
        }

        ResultTable.End(results);
        if (options.Json is { } path)
            File.WriteAllText(path, JsonSerializer.Serialize(new { machine = ProcFiles.Processor(), peaks, results }, JsonLines.Indented));
        var below = options.Floors is { } floors ? Floors.Read(floors).Missed(results) : [];
        foreach (var miss in below) Console.Error.WriteLine(miss);
        return failed || below.Count > 0 ? 1 : 0;
    }

    private static async Task<WorkloadResult> MeasureAsync(WorkloadFile file, int threads, BenchOptions options, Peaks peaks)
    {
        var sides = new List<Side>();
        try
        {
            sides.Add(await Side.OursAsync(file.Arguments, threads));
            if (options.PeerProgram is not null && WorkloadFile.Names.Contains(file.Spec.Name))
            {
                var convolutional = file.Spec.Model.Layers.Any(layer => layer is Conv2DLayer);
                foreach (var kind in options.Peers) sides.Add(await Side.LibtorchAsync(kind, file.Spec.Name!, threads, convolutional, options));
            }

            var difference = sides.Skip(1).Select(peer => LossDifference(sides[0], peer)).DefaultIfEmpty().Max();
            foreach (var side in sides) await side.TrainAsync(options.Seconds);
            return Summary(file, threads, sides, await RoundsAsync(sides, threads, options), peaks) with { LossDifference = sides.Count > 1 ? difference : null };
        }
        finally
        {
            sides.ForEach(side => side.Dispose());
        }
    }

    private static double LossDifference(Side ours, Side peer)
    {
        var worst = 0.0;
        foreach (var (step, loss) in ours.Introduction.Losses.Where(pair => pair.Key <= LossSteps))
        {
            var wanted = peer.Introduction.Losses[step];
            var difference = Math.Abs(loss - wanted) / Math.Max(Math.Abs(wanted), 1e-3);
            worst = Math.Max(worst, difference);
            if (!(difference <= LossTolerance))
                throw new BenchException($"the loss of step {step} is {loss:R}, {peer.Name} libtorch's {wanted:R}: not the same training, so no time counts.");
        }

        return worst;
    }

    private static async Task<List<Round>> RoundsAsync(List<Side> sides, int threads, BenchOptions options)
    {
        var rounds = new List<Round>();
        for (var i = 0; i < options.Rounds; i++)
        {
            var (busy, own) = (ProcFiles.BusySeconds(), Environment.CpuUsage.TotalTime.TotalSeconds);
            var started = Stopwatch.GetTimestamp();
            var windows = new List<Window>();
            foreach (var side in sides)
            {
                windows.Add(await side.TrainAsync(options.Seconds));
                await Task.Delay(Pause, TimeProvider.System);
            }

            own = Environment.CpuUsage.TotalTime.TotalSeconds - own + windows.Sum(window => window.CpuSeconds);
            var foreign = Math.Max(0, ProcFiles.BusySeconds() - busy - own) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            rounds.Add(new Round(windows, foreign, threads > 1 && CacheDistance.IsFar()));
        }

        return rounds;
    }

    private static WorkloadResult Summary(WorkloadFile file, int threads, List<Side> sides, List<Round> rounds, Peaks peaks)
    {
        var clean = rounds.Where(round => round.ForeignLoad < CleanLoad).ToList();
        var counted = clean.Count >= 3 ? clean : rounds;
        double[] Rates(int side) => [.. counted.Select(round => sides[side].Introduction.Batch * round.Windows[side].Steps.Length / round.Windows[side].Steps.Sum())];
        var ours = Rates(0);
        return new WorkloadResult
        {
            Workload = file.Spec.Name ?? Path.GetFileNameWithoutExtension(file.Path),
            Threads = threads,
            Batch = sides[0].Introduction.Batch,
            Sides = [.. sides.Select((side, i) => SideResult.Of(side, [.. counted.Select(round => round.Windows[i])], peaks))],
            Ratios = Enumerable.Range(1, sides.Count - 1).ToDictionary(
                i => sides[i].Name, i => SideResult.Median([.. ours.Zip(Rates(i), (a, b) => a / b).Order()])),
            ForeignLoad = rounds.Average(round => round.ForeignLoad),
            CleanRounds = clean.Count,
            Rounds = rounds.Count,
            RoundsApart = threads > 1 ? rounds.Count(round => round.IsApart) : null,
        };
    }

    private sealed record Round(IReadOnlyList<Window> Windows, double ForeignLoad, bool IsApart);
}
