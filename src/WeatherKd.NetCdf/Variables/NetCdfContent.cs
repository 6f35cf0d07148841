namespace WeatherKd.NetCdf.Variables;

/// <summary>An open file of one of the two formats. Any fault of the file becomes a <see cref="NetCdfFormatException"/>.</summary>
internal abstract class NetCdfContent : IDisposable
{
    /// <summary>Variables by name, coordinates included, dimensions without a variable left out.</summary>
    public abstract IReadOnlyDictionary<string, NetCdfVariable> Variables { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
