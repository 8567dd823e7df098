namespace TrainingService.Compute.Cpu.Simd;

/// <summary>
/// One instruction set's vectors. Kernels are written once, generic over it; the JIT makes a version for each implementation with every call
/// here replaced by its instruction (checked in the disassembly). No static fields, no calls: kernels must stay leaf code.
/// </summary>
/// <typeparam name="TV">The vector.</typeparam>
public unsafe interface ISimd<TV>
    where TV : struct
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>All zeros.</summary>
    static abstract TV Zero { get; }

    /// <summary>Reads a vector; no alignment needed.</summary>
    static abstract TV Load(float* source);

    /// <summary>Writes a vector; no alignment needed.</summary>
    static abstract void Store(float* destination, TV value);

    /// <summary>Reads the first <paramref name="count"/> floats (0 ≤ count ≤ Width), the others are 0; touches nothing beyond.</summary>
    static abstract TV LoadPartial(float* source, int count);

    /// <summary>Writes the first <paramref name="count"/> floats (0 ≤ count ≤ Width); touches nothing beyond.</summary>
    static abstract void StorePartial(float* destination, TV value, int count);

    /// <summary>Reads <see cref="Width"/> groups of four floats that lie side by side: the first of each group to a, in order, and so on.</summary>
    static abstract void LoadFours(float* source, out TV a, out TV b, out TV c, out TV d);

    /// <summary>Writes groups of four floats, as <see cref="LoadFours"/> reads them.</summary>
    static abstract void StoreFours(float* destination, TV a, TV b, TV c, TV d);

    /// <summary>One float in every lane.</summary>
    static abstract TV Broadcast(float value);

    /// <summary>a · b + c, rounded once where the processor has it.</summary>
    static abstract TV MultiplyAdd(TV a, TV b, TV c);

    /// <summary>a + b.</summary>
    static abstract TV Add(TV a, TV b);

    /// <summary>a - b.</summary>
    static abstract TV Subtract(TV a, TV b);

    /// <summary>a · b.</summary>
    static abstract TV Multiply(TV a, TV b);

    /// <summary>a / b.</summary>
    static abstract TV Divide(TV a, TV b);

    /// <summary>√a.</summary>
    static abstract TV Sqrt(TV a);

    /// <summary>a &gt; b ? a : b, lane by lane: b where either is NaN (the x86 rule), so put what may be NaN second.</summary>
    static abstract TV Max(TV a, TV b);

    /// <summary>a &lt; b ? a : b, lane by lane: b where either is NaN.</summary>
    static abstract TV Min(TV a, TV b);

    /// <summary>a &gt; b ? x : y, lane by lane; y where either is NaN.</summary>
    static abstract TV SelectGreater(TV a, TV b, TV x, TV y);

    /// <summary>a == b ? x : y, lane by lane.</summary>
    static abstract TV SelectEqual(TV a, TV b, TV x, TV y);

    /// <summary>Nearest integer, halves to even.</summary>
    static abstract TV Round(TV a);

    /// <summary>a · 2^n for integral n from -160 to 160, with correct underflow to 0 and overflow to infinity.</summary>
    static abstract TV Scale(TV a, TV n);

    /// <summary>⌊log₂ a⌋ of normal positive numbers; anything for others.</summary>
    static abstract TV Exponent(TV a);

    /// <summary>Sum of the lanes, always in the same order (halves folded).</summary>
    static abstract float Sum(TV a);

    /// <summary>Largest of the lanes; with a NaN among them, a NaN or one of the others.</summary>
    static abstract float Largest(TV a);
}
