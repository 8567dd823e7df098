using TrainingService.Bench;
using TrainingService.Bench.Comparing;
using TrainingService.Bench.Measuring;

try
{
    var options = BenchOptions.Parse(args);
    return options.Mode switch
    {
        BenchMode.Help => BenchOptions.Help(),
        BenchMode.Serve => Server.Run(options.Files[0], options.Threads[0]),
        BenchMode.Profile => StepProfile.Print(options.Files[0], options.Threads[0]),
        _ => await Comparison.RunAsync(options),
    };
}
catch (BenchException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
