namespace WeatherKd.Grib.Tests;

public sealed class GribFormatExceptionTests
{
    [Fact]
    public void AnErrorSaysWhichMessageAndByteItIsAbout()
    {
        var error = new GribFormatException("unsupported packing", 3, 1042);

        Assert.Equal(3, error.MessageNumber);
        Assert.Equal(1042, error.ByteOffset);
    }
}
