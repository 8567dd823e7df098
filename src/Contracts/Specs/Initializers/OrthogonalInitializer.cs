using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace TrainingService.Contracts.Specs.Initializers;

/// <summary>
/// A random orthogonal matrix times `gain` (Saxe et al. 2013): keeps the length of a state that passes it again and again, which recurrent layers
/// need. The parameter is read as a matrix of its last dimension's columns; if it is not square, its rows or columns (whichever are fewer) are
/// orthonormal. Made by QR decomposition of a normal matrix, the signs chosen so that every orthogonal matrix is equally likely.
/// </summary>
public sealed record OrthogonalInitializer : InitializerSpec
{
    /// <summary>Factor on the matrix. Default 1; √2 suits ReLU, 5/3 tanh.</summary>
    [Range(-1e6, 1e6)]
    [DefaultValue(1.0)]
    public double Gain { get; init; } = 1;
}
