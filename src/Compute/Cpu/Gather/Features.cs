using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Gather;

/// <summary>byte · scale + shift, one scale and shift for all.</summary>
internal readonly unsafe struct ByteFeatures : IFeatures
{
    // The dataset is not ours: nothing is read past its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TI, TV>(BatchSource* batch, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var source = (byte*)batch->Features + element + first;
        var scale = *batch->Scale;
        var shift = *batch->Shift;
        var i = 0;
        if (typeof(TI) == typeof(Avx512Simd))
        {
            for (; i <= count - 16; i += 16)
            {
                var x = Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(source + i)));
                Avx512F.Store(destination + i, Avx512F.FusedMultiplyAdd(x, Vector512.Create(scale), Vector512.Create(shift)));
            }
        }
        else if (typeof(TI) == typeof(Avx2Simd))
        {
            for (; i <= count - 8; i += 8)
            {
                var x = Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(source + i));
                Avx.Store(destination + i, Fma.MultiplyAdd(x, Vector256.Create(scale), Vector256.Create(shift)));
            }
        }

        for (; i < count; i++)
            destination[i] = source[i] * scale + shift;
    }
}

/// <summary>x · scale + shift, a scale and shift for each feature.</summary>
internal readonly unsafe struct FloatFeatures : IFeatures
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TI, TV>(BatchSource* batch, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var source = (float*)batch->Features + element + first;
        var scale = batch->Scale + first;
        var shift = batch->Shift + first;
        for (var i = 0; i < count; i += TI.Width)
        {
            var lanes = Math.Min(TI.Width, count - i);
            var x = TI.MultiplyAdd(TI.LoadPartial(source + i, lanes), TI.LoadPartial(scale + i, lanes), TI.LoadPartial(shift + i, lanes));
            TI.StorePartial(destination + i, x, lanes);
        }
    }
}
