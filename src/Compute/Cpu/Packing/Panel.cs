using TrainingService.Compute.Cpu.Simd;

namespace TrainingService.Compute.Cpu.Packing;

/// <summary>Some neighbouring columns of a matrix, as wide as a micro-kernel's tile.</summary>
/// <param name="Set">Whose vectors: narrow edges use half vectors, which are as fast and waste less.</param>
/// <param name="Vectors">Vectors, 1 or 2.</param>
/// <param name="Start">First column.</param>
/// <param name="Columns">Columns that exist; the rest of the width is zeros.</param>
/// <param name="Width">Columns stored.</param>
internal readonly record struct Panel(InstructionSet Set, int Vectors, int Start, int Columns, int Width);
