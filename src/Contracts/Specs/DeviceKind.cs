namespace TrainingService.Contracts.Specs;

/// <summary>What a run trains on.</summary>
public enum DeviceKind
{
    /// <summary>The fastest device the worker has.</summary>
    Auto,

    /// <summary>SIMD kernels on the processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Gpu,
}
