using System.Runtime.InteropServices;

namespace TrainingService.Datasets.Columns;

/// <summary>A box in an image, in pixels of the stored image.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
/// <param name="Class">Code of its class; a whole number.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct Box(float X, float Y, float Width, float Height, float Class);
