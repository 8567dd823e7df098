using System.Globalization;
using TrainingService.Worker.Training;

namespace TrainingService.Worker.Tests.Training;

public sealed class DedicatedThreadTests
{
    [Fact]
    public async Task Training_and_the_threads_that_it_starts_give_way_to_everything_else_on_Linux()
    {
        if (!OperatingSystem.IsLinux()) return;
        var before = Nice();
        var (own, started) = await DedicatedThread.RunAsync("test", () =>
        {
            var nice = 0;
            var thread = new Thread(() => nice = Nice());
            thread.Start();
            thread.Join();
            return (Nice(), nice);
        });
        Assert.True(own > before, $"The thread has nice {own}, others {before}.");
        Assert.Equal(own, started);
        // And nobody else: a thread of the pool is as it was.
        Assert.Equal(before, await Task.Run(Nice));
    }

    /// <summary>Of the calling thread: the 19th field, counted behind the name, which may hold anything.</summary>
    private static int Nice()
    {
        var text = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[16], CultureInfo.InvariantCulture);
    }
}
