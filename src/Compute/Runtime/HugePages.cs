using System.Runtime.InteropServices;

namespace TrainingService.Compute.Runtime;

/// <summary>
/// Asks Linux for pages of 2 MiB: kernels walk down columns of wide matrices, where each step is another page of 4 KiB and its address has to be looked up.
/// </summary>
internal static unsafe partial class HugePages
{
    private const int PageBytes = 2 << 20;

    // MADV_HUGEPAGE of madvise(2).
    private const int Advice = 14;

    /// <summary>Where a block of some bytes should begin; null if it is too small for a page.</summary>
    public static nuint? AlignmentOf(long bytes) => OperatingSystem.IsLinux() && bytes >= PageBytes ? PageBytes : null;

    /// <summary>
    /// Asks for such pages for a block that begins where <see cref="AlignmentOf"/> says, before it is first written. Its last part, smaller than a page, keeps small ones, so that
    /// no more memory is taken than asked for. A system without them refuses, and nothing is lost but the speed.
    /// </summary>
    public static void Advise(void* block, long bytes)
    {
        if (AlignmentOf(bytes) is not null)
            _ = AdviseMemory(block, (nuint)(bytes / PageBytes * PageBytes), Advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int AdviseMemory(void* address, nuint length, int advice);
}
