using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Gather;

/// <summary>How stored values become what the network sees.</summary>
internal unsafe interface IFeatures
{
    /// <summary>Bytes of a stored value.</summary>
    static abstract int ElementBytes { get; }

    /// <summary>Converts <paramref name="count"/> values from number <paramref name="first"/> of a dataset's row on.</summary>
    /// <param name="field">Values and factors.</param>
    /// <param name="element">Where the dataset's row begins.</param>
    /// <param name="first">First value within the row.</param>
    /// <param name="destination">Where they go.</param>
    /// <param name="count">How many.</param>
    static abstract void Convert<TI, TV>(FieldSource* field, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct;
}

/// <summary>byte · scale + shift.</summary>
internal readonly unsafe struct ByteFeatures : IFeatures
{
    public static int ElementBytes => sizeof(byte);

    // The dataset is not ours: nothing is read past its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TI, TV>(FieldSource* field, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var source = (byte*)field->Values + element + first;
        var i = 0;
        if (field->Factors == 1)
        {
            var scale = *field->Scale;
            var shift = *field->Shift;
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
            return;
        }

        for (var factor = first % field->Factors; i < count; i++)
        {
            destination[i] = source[i] * field->Scale[factor] + field->Shift[factor];
            factor = factor + 1 == field->Factors ? 0 : factor + 1;
        }
    }
}

/// <summary>x · scale + shift.</summary>
internal readonly unsafe struct FloatFeatures : IFeatures
{
    public static int ElementBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TI, TV>(FieldSource* field, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct
    {
        var source = (float*)field->Values + element + first;
        if (field->Factors == 1)
        {
            var (factor, added) = (TI.Broadcast(*field->Scale), TI.Broadcast(*field->Shift));
            for (var i = 0; i < count; i += TI.Width)
            {
                var lanes = Math.Min(TI.Width, count - i);
                TI.StorePartial(destination + i, TI.MultiplyAdd(TI.LoadPartial(source + i, lanes), factor, added), lanes);
            }

            return;
        }

        // Runs of consecutive factors: up to the end of the factors, then from the first one again.
        for (var done = 0; done < count;)
        {
            var start = (first + done) % field->Factors;
            var run = Math.Min(count - done, field->Factors - start);
            for (var i = 0; i < run; i += TI.Width)
            {
                var lanes = Math.Min(TI.Width, run - i);
                var x = TI.MultiplyAdd(
                    TI.LoadPartial(source + done + i, lanes), TI.LoadPartial(field->Scale + start + i, lanes), TI.LoadPartial(field->Shift + start + i, lanes));
                TI.StorePartial(destination + done + i, x, lanes);
            }

            done += run;
        }
    }
}

/// <summary>Tokens and labels: int32 as they are.</summary>
internal readonly unsafe struct Integers : IFeatures
{
    public static int ElementBytes => sizeof(int);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Convert<TI, TV>(FieldSource* field, long element, int first, float* destination, int count)
        where TI : struct, ISimd<TV>
        where TV : struct =>
        Unsafe.CopyBlockUnaligned(destination, (int*)field->Values + element + first, (uint)count * sizeof(int));
}
