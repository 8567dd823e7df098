using TrainingService.Api.Hosting;
using TrainingService.Worker.Hosting;

FreeMemory.KeepLittle();
if (args.Contains(Commands.Health)) return await Commands.ProbeAsync(args);

try
{
    var builder = ApiHost.CreateBuilder(args);
    await using var app = builder.Build();
    app.MapTrainingService();
    if (args.Contains(Commands.Migrate)) return await Commands.MigrateAsync(app);
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartupFault.Explain(e) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
