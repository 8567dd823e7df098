using System.Runtime.InteropServices;

namespace TrainingService.Tests.Shared.Compute;

/// <summary>Zeroed unmanaged memory, 64-byte aligned, between two runs of a pattern that must stay.</summary>
internal sealed unsafe class CanaryBlock : IDisposable
{
    // As a float it is a NaN: whoever reads past a block and uses what it read gets NaN.
    private const int Pattern = 0x7FC0DEAD;
    private const int MarginBytes = 64 * sizeof(float);

    private readonly byte* memory;
    private readonly long bytes;

    public CanaryBlock(long bytes)
    {
        this.bytes = (bytes + 3) / 4 * 4;
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)(this.bytes + 2 * MarginBytes), 64);
        new Span<byte>(memory, checked((int)(this.bytes + 2 * MarginBytes))).Clear();
        Before.Fill(Pattern);
        After.Fill(Pattern);
    }

    /// <summary>First byte of the block.</summary>
    public void* Start => memory + MarginBytes;

    private Span<int> Before => new(memory, MarginBytes / sizeof(int));

    private Span<int> After => new(memory + MarginBytes + bytes, MarginBytes / sizeof(int));

    /// <summary>Fails if something wrote before or behind the block.</summary>
    public void AssertIntact()
    {
        Assert.True(Before.IndexOfAnyExcept(Pattern) < 0, "A kernel wrote before the start of a block.");
        Assert.True(After.IndexOfAnyExcept(Pattern) < 0, "A kernel wrote past the end of a block.");
    }

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
