using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

// libtorch's side of bench/run.sh: introduces itself on a line of JSON, then trains for as many seconds as each line on standard input says.
//   --serve --workload NAME --threads N [--opt fused|stock] [--layout nchw|nhwc] [--mkl-native-isa] [--flush-denormal]
static class Program
{
    static readonly int[] LossSteps = [1, 2, 5, 10];

    static int Main(string[] a)
    {
        if (Arg(a, "--fix-glibcxx") is { } library) return GlibcxxFix.Run(library);
        int threads = int.Parse(Arg(a, "--threads") ?? "1");
        if (a.Contains("--mkl-native-isa")) Native.MklNativeIsa();
        if (a.Contains("--flush-denormal")) Native.FlushDenormal(true);
        torch.set_num_threads(threads);
        torch.set_num_interop_threads(1);
        var net = Workloads.Create(Arg(a, "--workload") ?? throw new ArgumentException("--workload NAME"));
        net.B = net.DefaultBatch;
        net.Nhwc = Arg(a, "--layout") == "nhwc";
        bool fused = Arg(a, "--opt") != "stock";
        Opt opt;
        using (var scope = NewDisposeScope())
        {
            net.Build();
            net.MakeData();
            opt = Opt.Create(net.Opt, net.Lr, net.Params.Select(p => p.p).ToArray(), fused);
            scope.DisposablesView.ToList().ForEach(d => scope.Detach(d));
        }

        int step = 0;
        float loss = 0;
        void Step(bool read)
        {
            using var scope = NewDisposeScope();
            opt.ZeroGrad();
            var l = net.Loss(step);
            l.backward();
            opt.Step();
            if (read) loss = l.item<float>();
            step++;
        }

        var losses = new Dictionary<string, float>();
        while (step < LossSteps[^1])
        {
            Step(LossSteps.Contains(step + 1));
            if (LossSteps.Contains(step)) losses[step.ToString(CultureInfo.InvariantCulture)] = loss;
        }

        Write(new
        {
            engine = $"libtorch 2.10 {(fused ? "fused" : "stock")} {(net.Nhwc ? "nhwc" : "nchw")}", batch = net.B, flops_per_step = net.Flops,
            parameters = net.Params.Sum(p => p.p.numel()), losses,
        });
        var steps = new List<double>(1 << 16);
        while (Console.ReadLine() is { } line)
        {
            double seconds = double.Parse(line, CultureInfo.InvariantCulture);
            steps.Clear();
            var cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp(), last = start;
            do
            {
                Step(false);
                long now = Stopwatch.GetTimestamp();
                steps.Add(Stopwatch.GetElapsedTime(last, now).TotalSeconds);
                last = now;
            }
            while (Stopwatch.GetElapsedTime(start, last).TotalSeconds < seconds);
            Write(new { steps, cpu_seconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, peak_rss = PeakRss() });
        }

        return 0;
    }

    static string? Arg(string[] a, string name) => Array.IndexOf(a, name) is >= 0 and var i && i + 1 < a.Length ? a[i + 1] : null;

    static void Write<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer));

    static long PeakRss() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
