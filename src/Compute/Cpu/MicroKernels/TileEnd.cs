namespace TrainingService.Compute.Cpu.MicroKernels;

/// <summary>How a tile of a product ends.</summary>
/// <param name="Pass">A pass over it, see <see cref="TilePass"/>; 0 for none.</param>
/// <param name="Floor">0 for ReLU, -infinity for none.</param>
/// <param name="Slope">The activation's.</param>
/// <param name="ReadsX">Whether the pass reads what an activation was given or gave, and not the tile alone.</param>
internal readonly record struct TileEnd(nint Pass, float Floor, float Slope, bool ReadsX);
