using System.Globalization;
using TrainingService.Bench.Workloads;

namespace TrainingService.Bench;

/// <summary>What the program is to do.</summary>
internal enum BenchMode
{
    /// <summary>Measure workloads, beside libtorch where it is at hand.</summary>
    Compare,

    /// <summary>Be one side of a measurement.</summary>
    Serve,

    /// <summary>Print where a step's time goes.</summary>
    Profile,

    /// <summary>Print the options.</summary>
    Help,
}

/// <summary>The command line.</summary>
internal sealed record BenchOptions
{
    private const string Text = """
        bench/run.sh [workload ...] [options]        all workloads if none is named

          --threads 1|2|1,2   threads of both engines (default: 1)
          --spec FILE         time a run spec of yours, with drawn data; repeatable
          --data FILE         the shape of its data, where its dataset is none of those declared in bench/workloads/data
          --rounds N          windows per engine, in turns (default 10)
          --seconds S         length of a window (default 0.5)
          --peer tuned|stock|tuned,stock|none          libtorch's settings (default tuned; needs --peer-bin or PEER_BIN, which run.sh sets)
          --json FILE         also write everything as JSON
          --floors FILE       fail (exit code 1) where a ratio is below its floor
          --profile           print where our step's time goes, and nothing else
        """;

    /// <summary>What to do.</summary>
    public BenchMode Mode { get; init; }

    /// <summary>What to train.</summary>
    public required IReadOnlyList<WorkloadFile> Files { get; init; }

    /// <summary>Numbers of threads to measure with.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [1];

    /// <summary>Windows per engine.</summary>
    public int Rounds { get; init; } = 10;

    /// <summary>Length of a window.</summary>
    public double Seconds { get; init; } = 0.5;

    /// <summary>libtorch's settings.</summary>
    public IReadOnlyList<string> Peers { get; init; } = ["tuned"];

    /// <summary>The libtorch side's program; null where there is none.</summary>
    public string? PeerProgram { get; init; } = Environment.GetEnvironmentVariable("PEER_BIN") is { Length: > 0 } program ? program : null;

    /// <summary>An allocator to load into the tuned libtorch side.</summary>
    public string? PeerAllocator { get; init; } = Environment.GetEnvironmentVariable("PEER_MALLOC") is { Length: > 0 } library ? library : null;

    /// <summary>Where to write JSON.</summary>
    public string? Json { get; init; }

    /// <summary>Floors of ratios.</summary>
    public string? Floors { get; init; }

    /// <summary>Reads the command line.</summary>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        List<string> names = [], specs = [];
        string? data = null;
        var options = new BenchOptions { Files = [] };
        for (var i = 0; i < arguments.Count; i++)
        {
            string Value() => ++i < arguments.Count ? arguments[i] : throw new BenchException($"{arguments[i - 1]} wants a value.\n{Text}");
            switch (arguments[i])
            {
                case "--help" or "-h": return options with { Mode = BenchMode.Help };
                case "--serve": options = options with { Mode = BenchMode.Serve }; break;
                case "--profile": options = options with { Mode = BenchMode.Profile }; break;
                case "--spec": specs.Add(Value()); break;
                case "--data": data = Value(); break;
                case "--threads": options = options with { Threads = [.. Value().Split(',').Select(text => (int)Number(text))] }; break;
                case "--rounds": options = options with { Rounds = (int)Number(Value()) }; break;
                case "--seconds": options = options with { Seconds = Number(Value()) }; break;
                case "--peer": options = options with { Peers = Peer(Value()) }; break;
                case "--peer-bin": options = options with { PeerProgram = Value() }; break;
                case "--json": options = options with { Json = Value() }; break;
                case "--floors": options = options with { Floors = Value() }; break;
                case var name when name.StartsWith('-'): throw new BenchException($"Unknown option {name}.\n{Text}");
                case var name: names.Add(name); break;
            }
        }

        if (names.Count == 0 && specs.Count == 0) names.AddRange(WorkloadFile.Names);
        return options with { Files = [.. names.Select(WorkloadFile.Named), .. specs.Select(spec => WorkloadFile.Read(spec, data))] };
    }

    /// <summary>Prints the options.</summary>
    public static int Help()
    {
        Console.WriteLine(Text);
        return 0;
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new BenchException($"\"{text}\" is no number above 0.");

    private static string[] Peer(string text) => text == "none" ? [] : text.Split(',') is var kinds && kinds.All(kind => kind is "tuned" or "stock")
        ? kinds
        : throw new BenchException($"--peer {text}: expected tuned, stock, tuned,stock or none.");
}
