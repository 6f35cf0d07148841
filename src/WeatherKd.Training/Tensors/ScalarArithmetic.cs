using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

#pragma warning disable RS0030 // The one place where numbers are handed to libtorch: each is held until the call has returned.

namespace WeatherKd.Training.Tensors;

/// <summary>
/// Arithmetic of tensors with numbers. TorchSharp hands a number to libtorch as a <see cref="Scalar"/>, which nothing holds while libtorch
/// reads it where it was made by an implicit conversion or within TorchSharp (as <c>a + b</c> does, for its factor 1): a garbage collection
/// at that moment frees it, and the result is an error or silently wrong. Hence these, and BannedSymbols.txt.
/// </summary>
internal static class ScalarArithmetic
{
    private static readonly Scalar _one = 1.ToScalar();
    private static readonly Scalar _two = 2.ToScalar();
    private static readonly Scalar _softplusThreshold = 20.0.ToScalar();

    public static Tensor Add(this Tensor x, Tensor y) => x.add(y, _one);

    public static Tensor Add(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add(scalar, _one);
    }

    public static Tensor Multiply(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul(scalar);
    }

    public static Tensor Squared(this Tensor x) => x.pow(_two);

    public static Tensor Softplus(this Tensor x) => Softplus(x, _one, _softplusThreshold);

    public static Tensor AtLeast(this Tensor x, double lowest)
    {
        using var scalar = lowest.ToScalar();
        return x.clamp(min: scalar);
    }

    public static Tensor AtMost(this Tensor x, double highest)
    {
        using var scalar = highest.ToScalar();
        return x.clamp(max: scalar);
    }

    public static Tensor Between(this Tensor x, double lowest, double highest)
    {
        using var low = lowest.ToScalar();
        using var high = highest.ToScalar();
        return x.clamp(low, high);
    }

    public static Tensor IsAbove(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.gt(scalar);
    }

    public static Tensor Is(this Tensor x, long number)
    {
        using var scalar = number.ToScalar();
        return x.eq(scalar);
    }

    public static Tensor FilledWhere(this Tensor x, Tensor mask, double number)
    {
        using var scalar = number.ToScalar();
        return x.masked_fill(mask, scalar);
    }

    /// <summary>A tensor of one number, of a given type and place.</summary>
    public static Tensor Filled(long[] shape, double number, ScalarType type, Device device)
    {
        using var scalar = number.ToScalar();
        return full(shape, scalar, type, device);
    }

    /// <summary>In place: <c>x += y</c>.</summary>
    public static Tensor AddInPlace(this Tensor x, Tensor y) => x.add_(y, _one);

    /// <summary>In place: <c>x += number</c>.</summary>
    public static Tensor AddInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.add_(scalar, _one);
    }

    /// <summary>In place: <c>x += factor y</c>.</summary>
    public static Tensor AddInPlace(this Tensor x, Tensor y, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.add_(y, scalar);
    }

    /// <summary>In place: <c>x += factor y z</c>.</summary>
    public static Tensor AddProductInPlace(this Tensor x, Tensor y, Tensor z, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.addcmul_(y, z, scalar);
    }

    /// <summary>In place: <c>x += factor y / z</c>.</summary>
    public static Tensor AddQuotientInPlace(this Tensor x, Tensor y, Tensor z, double factor)
    {
        using var scalar = factor.ToScalar();
        return x.addcdiv_(y, z, scalar);
    }

    /// <summary>In place: adds to some places along an axis.</summary>
    public static Tensor IndexAddInPlace(this Tensor x, int axis, Tensor places, Tensor y) => x.index_add_(axis, places, y, _one);

    /// <summary>In place: <c>x *= number</c>.</summary>
    public static Tensor MultiplyInPlace(this Tensor x, double number)
    {
        using var scalar = number.ToScalar();
        return x.mul_(scalar);
    }

    /// <summary>In place: sets some places along an axis.</summary>
    public static Tensor IndexFillInPlace(this Tensor x, int axis, Tensor places, double number)
    {
        using var scalar = number.ToScalar();
        return x.index_fill_(axis, places, scalar);
    }

    /// <summary>All public ways to it make its two numbers themselves.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor Softplus(Tensor x, Scalar beta, Scalar threshold);
}
