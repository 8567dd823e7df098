using System.Globalization;
using TrainingService.Worker.Hosting;

namespace TrainingService.Worker.Tests.Hosting;

public sealed class DataFolderLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("training-lock-").FullName;

    [Fact]
    public void A_second_owner_is_refused_with_the_folder_and_the_first_ones_process_id()
    {
        using var first = DataFolderLock.Acquire(_folder);

        var refusal = Assert.Throws<InvalidOperationException>(() => DataFolderLock.Acquire(_folder));

        Assert.Contains(_folder, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_let_go_can_be_taken_again()
    {
        DataFolderLock.Acquire(_folder).Dispose();

        using var again = DataFolderLock.Acquire(_folder);

        Assert.NotNull(again);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
