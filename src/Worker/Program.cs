using TrainingService.Worker.Health;
using TrainingService.Worker.Hosting;

FreeMemory.KeepLittle();
var builder = WebApplication.CreateSlimBuilder(args);
if (args.Contains(HealthProbe.Argument)) return await HealthProbe.RunAsync(WorkerHost.Options(builder.Configuration).HealthPort);

try
{
    await using var app = WorkerHost.Build(builder);
    await app.RunAsync();
    return 0;
}
catch (InvalidOperationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
