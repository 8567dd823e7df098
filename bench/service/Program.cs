using System.Globalization;
using TrainingService.Bench.Service;
using TrainingService.Tests.Shared.Stored;

const string Usage = """
    usage: ServiceBench COMMAND sqlite|postgres [options]
      queries   filtered and sorted pages over many runs         --runs 10000 --rounds 20
      curves    one metric of many runs, and a million points    --runs 200 --epochs 10000 --points 1000000
      ingest    epochs of many runs at once into the database    --runs 20 --metrics 100 --rate 20000 --seconds 60
      drawn     from an epoch's commit to its frame in Chromium  --others 20 --events 200 --units 512
      compare   runs over one another in Chromium                --runs 200 --epochs 10000 --rounds 10 --picture FILE
      whole     epochs of real runs beside bare steps            --threads 1,2 --epochs 4 (table: 12) --rounds 3 --seconds 3 --only lenet|augmented|table --priority 0
      first     from a claim to the first step of LeNet (postgres) --processes 5 --runs 3 --idle 5 --threads 2
      watch     connections to a separate API process            --connections 2000 --runs 50 --seconds 60 --stuck 100 --stuck-seconds 300 --control-seconds 300
    """;

if (args.Length < 2 || args[1] is not ("sqlite" or "postgres"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

var options = new Options(args);
await using var database = await StoredService.CreateAsync(args[1] == "postgres");
switch (args[0])
{
    case "queries":
        await Queries.RunAsync(database, options);
        return 0;
    case "curves":
        await Curves.RunAsync(database, options);
        return 0;
    case "ingest":
        return await Ingest.RunAsync(database, options);
    case "drawn":
        return await Drawn.RunAsync(database, options);
    case "compare":
        return await Compare.RunAsync(database, options);
    case "whole":
        await WholeRuns.RunAsync(database, options);
        return 0;
    case "first" when args[1] == "sqlite":
        Console.Error.WriteLine("A worker of its own needs Postgres: ServiceBench first postgres");
        return 2;
    case "first":
        return await FirstSteps.RunAsync(database, options);
    case "watch":
        return await Watch.RunAsync(database, options);
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

namespace TrainingService.Bench.Service
{
    /// <summary>`--name value` pairs.</summary>
    internal sealed class Options(string[] arguments)
    {
        public int Of(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

        public string? Text(string name) => Array.IndexOf(arguments, "--" + name) is >= 0 and var i && i + 1 < arguments.Length ? arguments[i + 1] : null;
    }
}
