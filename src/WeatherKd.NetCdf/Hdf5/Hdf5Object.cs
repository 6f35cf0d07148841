namespace WeatherKd.NetCdf.Hdf5;

/// <summary>What the walk over the structure finds of an object that the library does not tell, or reads wrongly.</summary>
internal sealed class Hdf5Object
{
    /// <summary>Numbers of attributes that are stored with the most significant byte first, which the library refuses.</summary>
    public Dictionary<string, double[]> BigEndianAttributes { get; } = new(StringComparer.Ordinal);

    /// <summary>The filters that its chunks went through, by their numbers in the HDF Group's registry.</summary>
    public List<int> Filters { get; } = [];

    /// <summary>
    /// Whether its numbers have the most significant byte first; null where their type is none of numbers, or is kept elsewhere.
    /// </summary>
    public bool? IsBigEndian { get; set; }

    /// <summary>Whether a chunk says that it did not go through all filters: the library takes the wrong ones for those.</summary>
    public bool SkipsFilters { get; set; }
}
