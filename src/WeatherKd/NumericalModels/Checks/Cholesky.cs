namespace WeatherKd.NumericalModels.Checks;

/// <summary>A positive definite matrix as the product of a lower triangle and its transpose. Some dozens of rows.</summary>
internal sealed class Cholesky
{
    private readonly double[] _lower;
    private readonly int _size;

    private Cholesky(double[] lower, int size) => (_lower, _size) = (lower, size);

    /// <summary>Takes a matrix apart.</summary>
    /// <param name="matrix">The matrix, row by row.</param>
    /// <param name="size">Its rows.</param>
    /// <returns>Null where it is not positive definite.</returns>
    public static Cholesky? Of(ReadOnlySpan<double> matrix, int size)
    {
        var lower = matrix.ToArray();
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = lower[(i * size) + j];
                for (var k = 0; k < j; k++)
                {
                    sum -= lower[(i * size) + k] * lower[(j * size) + k];
                }

                if (j < i)
                {
                    lower[(i * size) + j] = sum / lower[(j * size) + j];
                }
                else if (sum > 0)
                {
                    lower[(i * size) + i] = Math.Sqrt(sum);
                }
                else
                {
                    return null;
                }
            }
        }

        return new(lower, size);
    }

    /// <summary>
    /// The vector as the triangle's inverse makes it: its squares from a place on sum up to the square distance of the rest, given what
    /// stands before.
    /// </summary>
    public double[] Whitened(ReadOnlySpan<double> vector)
    {
        var result = new double[_size];
        for (var i = 0; i < _size; i++)
        {
            var sum = vector[i];
            for (var k = 0; k < i; k++)
            {
                sum -= _lower[(i * _size) + k] * result[k];
            }

            result[i] = sum / _lower[(i * _size) + i];
        }

        return result;
    }

    /// <summary>Solves the system of equations.</summary>
    public double[] Solve(ReadOnlySpan<double> right)
    {
        var result = Whitened(right);
        for (var i = _size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < _size; k++)
            {
                result[i] -= _lower[(k * _size) + i] * result[k];
            }

            result[i] /= _lower[(i * _size) + i];
        }

        return result;
    }
}
