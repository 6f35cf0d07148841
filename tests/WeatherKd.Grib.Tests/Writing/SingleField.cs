namespace WeatherKd.Grib.Tests.Writing;

/// <summary>A field of the values 1, 2, 3 with a section 4 that a test is about.</summary>
internal static class SingleField
{
    public static GribField Of(SectionWriter product, SectionWriter? identification = null, SectionWriter? grid = null, int discipline = 0)
    {
        var packed = PackedValues.Simple([1, 2, 3], 8);
        var message = MessageWriter.Message(
            identification ?? MessageWriter.Identification(),
            grid ?? MessageWriter.LatitudeLongitude(3, 1),
            product,
            packed.Section5,
            MessageWriter.NoBitmap(),
            packed.Section7);
        message[6] = (byte)discipline;
        // Fields of a file in memory can be decoded for as long as the bytes are there.
        using var file = GribFile.Open(message);
        Assert.Empty(file.Problems);
        return Assert.Single(file.Fields);
    }
}
