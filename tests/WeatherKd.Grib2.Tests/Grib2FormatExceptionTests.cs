namespace WeatherKd.Grib2.Tests;

public sealed class Grib2FormatExceptionTests
{
    [Fact]
    public void AnErrorSaysWhichMessageAndByteItIsAbout()
    {
        var error = new Grib2FormatException("unsupported packing", 3, 1042);

        Assert.Equal(3, error.MessageNumber);
        Assert.Equal(1042, error.ByteOffset);
    }
}
