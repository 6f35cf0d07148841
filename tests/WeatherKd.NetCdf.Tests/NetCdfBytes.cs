namespace WeatherKd.NetCdf.Tests;

/// <summary>A NetCDF file of some bytes, deleted when it is closed.</summary>
internal sealed class NetCdfBytes : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.nc");
    private readonly NetCdfFile _file;

    public NetCdfBytes(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        try
        {
            _file = NetCdfFile.Open(_path);
        }
        catch
        {
            File.Delete(_path);
            throw;
        }
    }

    public IReadOnlyDictionary<string, NetCdfVariable> Variables => _file.Variables;

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }
}
