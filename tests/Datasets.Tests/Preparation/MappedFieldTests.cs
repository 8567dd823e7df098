using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TrainingService.Datasets.Preparation;

namespace TrainingService.Datasets.Tests.Preparation;

public sealed unsafe partial class MappedFieldTests : IDisposable
{
    private const int Bytes = 3 << 20;
    private const int DontNeed = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void A_file_that_fits_is_brought_into_memory_when_a_pass_begins()
    {
        using var field = OnDisk();
        Assert.False(field.BeginPass(default));
        Assert.True(SpinWait.SpinUntil(() => PageAdvice.AreInMemory((byte*)field.Values, Bytes), Patience));
        Check(field);
    }

    [Fact]
    public void Of_a_file_larger_than_memory_the_rows_announced_are_brought_and_no_others()
    {
        using var field = OnDisk(memory: 0);
        var wasDropped = !PageAdvice.AreInMemory((byte*)field.Values, Bytes);

        // A folder in memory (tmpfs) has nothing to drop, and then nothing to announce either.
        Assert.Equal(wasDropped, field.BeginPass(default));
        if (!wasDropped) return;
        const int RowBytes = 16384;
        field.Fetch([3, 100], RowBytes);
        Assert.True(SpinWait.SpinUntil(() => IsThere(3) && IsThere(100), Patience));
        Assert.False(IsThere(50));
        Check(field);

        bool IsThere(int row) => PageAdvice.AreInMemory((byte*)field.Values + row * RowBytes, RowBytes);
    }

    [Fact]
    public void A_file_in_memory_already_needs_nothing()
    {
        File.WriteAllBytes(path, new byte[Bytes]);
        using var field = new MappedField(path, Bytes, null, 0) { Memory = 0 };
        Assert.False(field.BeginPass(default));
    }

    [Fact]
    public void A_file_that_nobody_reads_any_more_is_let_go_by_the_collector()
    {
        File.WriteAllBytes(path, new byte[Bytes]);
        MapAndForget();
        Assert.True(SpinWait.SpinUntil(() => !IsMapped(), Patience));

        // A frame of its own, so that no reference stays in this one.
        [MethodImpl(MethodImplOptions.NoInlining)]
        void MapAndForget()
        {
            var field = new MappedField(path, Bytes, null, 0);
            Assert.True(IsMapped());
            GC.KeepAlive(field);
        }

        bool IsMapped()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return File.ReadLines("/proc/self/maps").Any(line => line.EndsWith(path, StringComparison.Ordinal));
        }
    }

    /// <summary>A file that is on the disk only.</summary>
    private MappedField OnDisk(long? memory = null)
    {
        using (var file = new FileStream(path, FileMode.Create))
        {
            file.Write([.. Enumerable.Range(0, Bytes).Select(i => (byte)(i * 31))]);
            file.Flush(flushToDisk: true);
            if (OperatingSystem.IsLinux()) Assert.Equal(0, Advise((int)file.SafeFileHandle.DangerousGetHandle(), 0, 0, DontNeed));
        }

        return memory is { } bytes ? new MappedField(path, Bytes, null, 0) { Memory = bytes } : new MappedField(path, Bytes, null, 0);
    }

    private static void Check(MappedField field)
    {
        for (var i = 0; i < Bytes; i += 1000) Assert.Equal((byte)(i * 31), ((byte*)field.Values)[i]);
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, long offset, long length, int what);
}
