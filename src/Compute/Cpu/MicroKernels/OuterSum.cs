namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>The pixels that <see cref="OuterMicroKernel"/> sums over. Strides in floats.</summary>
internal struct OuterSum
{
    /// <summary>Images.</summary>
    public int Images;

    /// <summary>Pixel rows of each.</summary>
    public int Rows;

    /// <summary>Pixels of each row.</summary>
    public int Pixels;

    /// <summary>From one image of A to the next.</summary>
    public nint AImage;

    /// <summary>From the A of one pixel row to the next.</summary>
    public nint ARow;

    /// <summary>From the A of one pixel to the next.</summary>
    public nint Lda;

    /// <summary>From one group of A elements to the next.</summary>
    public nint Group;

    /// <summary>From one image of B to the next.</summary>
    public nint BImage;

    /// <summary>From one pixel row of B to the next.</summary>
    public nint BRow;

    /// <summary>From one pixel of B to the next.</summary>
    public nint Ldb;
}
