namespace WeatherKd.NetCdf.NetCdf4;

/// <summary>The filters of HDF5 that files of weather services use, by their numbers in the HDF Group's registry.</summary>
internal static class Hdf5Filters
{
    private static readonly Dictionary<int, string> Unread = new()
    {
        [4] = "szip",
        [307] = "bzip2",
        [32000] = "LZF",
        [32001] = "Blosc",
        [32004] = "LZ4",
        [32008] = "Bitshuffle",
        [32013] = "ZFP",
        [32015] = "Zstandard",
        [32017] = "SZ",
        [32018] = "FCIDECOMP",
        [32026] = "Blosc2",
    };

    /// <summary>What is read: deflate, shuffle, Fletcher's checksum, n-bit, scale-offset.</summary>
    public static bool IsRead(int filter) => filter is 1 or 2 or 3 or 5 or 6;

    /// <summary>A filter's name with its number.</summary>
    public static string Name(int filter) => Unread.TryGetValue(filter, out var name) ? $"{name} (filter {filter})" : $"filter {filter}";
}
