using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Formats.Images;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Tests.Importing;

namespace TrainingService.Datasets.Tests.Preparation;

/// <summary>Images, and the masks and boxes that move along with them; tensors. Expected numbers are worked out by hand.</summary>
public sealed class ImageTests : IDisposable
{
    private readonly Workplace workplace = new();

    public void Dispose() => workplace.Dispose();

    [Fact]
    public async Task Shrinking_takes_the_mean_of_the_area_that_a_pixel_covers()
    {
        // Halves are rounded up: 25.5 and 101.75.
        await GreyAsync(2, 4, [10, 21, 100, 101, 30, 41, 102, 104]);
        Assert.Equal((float[])[26, 102], await PixelsAsync(new ImageResizeStep { Size = new(1, 2) }));

        // Columns have the means 20, 31, 101, 102.5; a third of four covers one and a third of the next, or two thirds of two: 22.75, 66, 102.125.
        Assert.Equal((float[])[23, 66, 102], await PixelsAsync(new ImageResizeStep { Size = new(1, 3) }));
    }

    [Fact]
    public async Task Growing_is_linear_between_the_centres_of_pixels_and_flat_outside_them()
    {
        await GreyAsync(1, 2, [0, 80]);
        Assert.Equal((float[])[0, 20, 60, 80], await PixelsAsync(new ImageResizeStep { Size = new(1, 4) }));
        Assert.Equal((float[])[0, 20, 60, 80, 0, 20, 60, 80], await PixelsAsync(new ImageResizeStep { Size = new(2, 4) }));
    }

    [Fact]
    public async Task Cropping_takes_the_middle_and_puts_zeros_around_what_is_smaller()
    {
        await GreyAsync(3, 4, [.. Enumerable.Range(1, 12).Select(i => (byte)i)]);
        Assert.Equal((float[])[6, 7], await PixelsAsync(new ImageCropStep { Size = new(1, 2) }));
        Assert.Equal((float[])[0, 0, 2, 3, 6, 7, 10, 11, 0, 0], await PixelsAsync(new ImageCropStep { Size = new(5, 2) }));
    }

    [Fact]
    public async Task Steps_follow_each_other_in_the_order_of_the_spec()
    {
        await GreyAsync(2, 4, [0, 0, 100, 100, 0, 0, 100, 100]);
        Assert.Equal((float[])[0], await PixelsAsync(new ImageResizeStep { Size = new(1, 2) }, new ImageCropStep { Size = new(1, 1) }));
        Assert.Equal((float[])[50], await PixelsAsync(new ImageCropStep { Size = new(2, 2) }, new ImageResizeStep { Size = new(1, 1) }));
    }

    [Fact]
    public async Task Grey_weighs_red_green_and_blue_and_rounds()
    {
        byte[] colours = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30, 1, 1, 1];
        await workplace.ImportAsync("i", null, ("a/1.png", ImageEncoder.Png(colours, 2, 3, 3)), ("b/2.png", ImageEncoder.Png(colours, 2, 3, 3)));
        Assert.Equal((float[])[76, 150, 29, 255, 18, 1], await PixelsAsync(new GreyStep()));
    }

    [Theory]
    [InlineData(NormalizeBy.All)]
    [InlineData(NormalizeBy.Channel)]
    [InlineData(NormalizeBy.Unit)]
    [InlineData(NormalizeBy.Given)]
    public async Task Normalizing_gives_x_minus_mean_over_deviation(NormalizeBy by)
    {
        byte[] first = [10, 20, 30, 50, 60, 70], second = [90, 100, 110, 130, 140, 250];
        await workplace.ImportAsync("i", null, ("a/1.png", ImageEncoder.Png(first, 1, 2, 3)), ("b/2.png", ImageEncoder.Png(second, 1, 2, 3)));
        var step = new NormalizeStep { By = by, Mean = by == NormalizeBy.Given ? [1, 2, 3] : null, Deviation = by == NormalizeBy.Given ? [2] : null };
        byte[] all = [.. first, .. second];
        (double Mean, double Deviation) Of(int channel) => by switch
        {
            NormalizeBy.Unit => (0, 255),
            NormalizeBy.Given => (channel + 1, 2),
            NormalizeBy.All => Moments(all),
            _ => Moments([.. all.Where((_, i) => i % 3 == channel)]),
        };
        float[] expected = [.. first.Select((x, i) => (float)((x - Of(i % 3).Mean) / Of(i % 3).Deviation))];
        Assert.Equal(expected, await PixelsAsync(step), Near);
    }

    [Fact]
    public async Task Held_out_images_change_nothing_that_is_learned()
    {
        async Task<string> LearnedAsync(byte heldOut)
        {
            using var place = new Workplace();
            byte[] Made(int seed) => ImageEncoder.Png([.. Enumerable.Range(0, 48).Select(i => (byte)(i * seed))], 4, 4, 3);
            var wild = ImageEncoder.Png(Enumerable.Repeat(heldOut, 48).ToArray(), 4, 4, 3);
            await place.ImportAsync(
                "i", null, ("train/a/1.png", Made(3)), ("train/b/2.png", Made(5)), ("validation/a/3.png", wild), ("validation/b/4.png", wild), ("test/a/5.png", wild), ("test/b/6.png", wild));
            var data = await place.PrepareAsync(new DatasetSpec { Name = "i", Preprocessing = [new ImageResizeStep { Size = new(2, 2) }, new NormalizeStep()] });
            Assert.Equal(2, data.Dataset.Description.ValidationRows);
            return (data.Fitted with { Version = "" }).ToJson() + string.Join(' ', Workplace.Training(data));
        }

        Assert.Equal(await LearnedAsync(0), await LearnedAsync(255));
    }

    [Fact]
    public async Task Images_of_several_sizes_need_a_size_and_get_it()
    {
        await workplace.ImportAsync("i", null, ("a/1.png", ImageEncoder.Png(new byte[12], 2, 2, 3)), ("b/2.png", ImageEncoder.Png(new byte[27], 3, 3, 3)));
        var error = Assert.Single(await workplace.ErrorsAsync(new DatasetSpec { Name = "i" }));
        Assert.Equal(("missing", "#/dataset/preprocessing"), (error.Code, error.Pointer));
        Assert.Contains("image_resize", error.Expected, StringComparison.Ordinal);
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "i", Preprocessing = [new ImageResizeStep { Size = new(4, 4) }] });
        Assert.Equal([4, 4, 3], data.Fitted.Inputs[0].Schema.Shape);
    }

    [Fact]
    public async Task Masks_take_the_nearest_pixel_and_never_mix_classes()
    {
        // 6 x 8: a dog (class 2) in rows 2 and 3, columns 1 to 3. Halved, rows 1, 3, 5 and columns 1, 3, 5, 7 are taken.
        await CocoAsync("[[1,2,4,2,4,4,1,4]]");
        Assert.Equal((float[])[0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0], await MaskAsync(new ImageResizeStep { Size = new(3, 4) }));
        var grown = await MaskAsync(new ImageResizeStep { Size = new(12, 16) });
        Assert.Equal([0, 2], grown.Distinct().Order());
        Assert.Equal(Enumerable.Range(0, 192).Where(i => i / 16 is >= 4 and < 8 && i % 16 is >= 2 and < 8), Enumerable.Range(0, 192).Where(i => grown[i] == 2));
    }

    [Fact]
    public async Task Masks_of_several_sizes_go_with_their_images_to_one_size()
    {
        // 6 x 8 with a dog in rows 2 and 3, columns 1 to 3; 3 x 4 without anything.
        await workplace.ImportAsync(
            "c", null, ("1.png", ImageEncoder.Png(new byte[144], 6, 8, 3)), ("2.png", ImageEncoder.Png(new byte[36], 3, 4, 3)),
            ("instances.json", ImageFormatTests.Coco("[1,2,3,2]", "[[1,2,4,2,4,4,1,4]]")));
        Assert.Equal((float[])[0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0], await MaskAsync(new ImageResizeStep { Size = new(3, 4) }));
        Assert.Equal((float[])[2, 2, 0, 0, 2, 2, 0, 0], await MaskAsync(new ImageCropStep { Size = new(2, 4) }));
        var cropped = await workplace.PrepareAsync(
            new DatasetSpec { Name = "c", Target = ColumnNames.Of("mask"), Preprocessing = [new ImageCropStep { Size = new(6, 8) }] });
        Assert.Equal([6, 8], cropped.Fitted.Targets[0].Schema.Shape);

        // Around the smaller one nothing is labelled: 3 x 4 of its own pixels, the rest is not.
        Assert.Equal(48 - 12, Workplace.Values(cropped, cropped.Dataset.Training, 1, [1]).Count(label => label == -1));
    }

    [Fact]
    public async Task Masks_of_several_sizes_without_a_size_are_refused_with_the_way_out()
    {
        await workplace.ImportAsync(
            "c", null, ("1.png", ImageEncoder.Png(new byte[144], 6, 8, 3)), ("2.png", ImageEncoder.Png(new byte[36], 3, 4, 3)),
            ("instances.json", ImageFormatTests.Coco("[1,2,3,2]", "[[1,2,4,2,4,4,1,4]]")));
        var errors = await workplace.ErrorsAsync(new DatasetSpec { Name = "c", Target = ColumnNames.Of("mask") });
        Assert.Equal([("missing", "#/dataset/preprocessing"), ("missing", "#/dataset/preprocessing")], errors.Select(error => (error.Code, error.Pointer)));
        Assert.All(errors, error => Assert.Contains("image_resize", error.Expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_crop_adds_around_a_mask_is_not_labelled()
    {
        await CocoAsync("[[1,2,4,2,4,4,1,4]]");
        var mask = await MaskAsync(new ImageCropStep { Size = new(8, 8) });
        Assert.All(mask.Take(8).Concat(mask.TakeLast(8)), label => Assert.Equal(-1, label));
        Assert.Equal([0, 2, 2, 2, 0, 0, 0, 0], mask.Skip(3 * 8).Take(8));
    }

    [Fact]
    public async Task Boxes_are_scaled_and_moved_with_the_image()
    {
        // A dog at (1, 2), 3 wide and 2 high; a cat over all of the 8 x 6.
        await CocoAsync("[]");
        Assert.Equal((float[])[0.5f, 1, 1.5f, 1, 1, 0, 0, 4, 3, 0], await BoxesAsync(new ImageResizeStep { Size = new(3, 4) }));
        Assert.Equal((float[])[0, 0, 2, 2, 1, 0, 0, 4, 2, 0], await BoxesAsync(new ImageCropStep { Size = new(2, 4) }));

        // First halved, then cut: the dog is at (0.5, 1), 1.5 by 1, and two columns from 1 on are left.
        Assert.Equal((float[])[0, 1, 1, 1, 1, 0, 0, 2, 3, 0], await BoxesAsync(new ImageResizeStep { Size = new(3, 4) }, new ImageCropStep { Size = new(3, 2) }));
    }

    [Fact]
    public async Task A_box_that_is_cut_away_leaves_its_place_empty()
    {
        await CocoAsync("[]", box: "[0,0,2,1]");
        Assert.Equal((float[])[-1, -1, -1, -1, -1, 0, 0, 4, 2, 0], await BoxesAsync(new ImageCropStep { Size = new(2, 4) }));
    }

    [Fact]
    public async Task What_is_left_of_an_image_is_known_in_its_own_pixels()
    {
        await CocoAsync("[]");
        async Task<(int, int, (float, float, float, float))> SeenAsync(params PreprocessingSpec[] steps)
        {
            var data = await workplace.PrepareAsync(new DatasetSpec { Name = "c", Target = ColumnNames.Of("boxes"), Preprocessing = steps });
            var (width, height, shown) = Assert.IsType<FittedBoxes>(data.Fitted.Targets[0]).Seen(6, 8);
            return (width, height, (shown.X, shown.Y, shown.Width, shown.Height));
        }

        Assert.Equal((8, 6, (0, 0, 8, 6)), await SeenAsync());
        Assert.Equal((4, 3, (0, 0, 8, 6)), await SeenAsync(new ImageResizeStep { Size = new(3, 4) }));

        // Halved and cut: two of four columns, which were columns 2 to 5. With zeros around it: more than there is.
        Assert.Equal((2, 3, (2, 0, 4, 6)), await SeenAsync(new ImageResizeStep { Size = new(3, 4) }, new ImageCropStep { Size = new(3, 2) }));
        Assert.Equal((12, 4, (-2, 1, 12, 4)), await SeenAsync(new ImageCropStep { Size = new(4, 12) }, new GreyStep()));
    }

    [Fact]
    public async Task A_row_without_boxes_is_all_minus_one()
    {
        await CocoAsync("[]");
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "c", Target = ColumnNames.Of("boxes") });
        Assert.All(Workplace.Training(data, 1).TakeLast(10), number => Assert.Equal(-1, number));
        Assert.True(data.Fitted.Targets[0].Schema.HoldsBoxes);
    }

    [Theory]
    [InlineData(NormalizeBy.All)]
    [InlineData(NormalizeBy.Channel)]
    public async Task Tensors_are_normalized_over_all_numbers_or_by_their_last_dimension(NormalizeBy by)
    {
        // c_order.npy is 0 to 23 as [4, 3, 2].
        await workplace.ImportAsync("n", null, ("x.npy", await File.ReadAllBytesAsync(Path.Combine(ArrayFormatTests.Fixtures, "c_order.npy"))));
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "n", Features = ["x"], Preprocessing = [new NormalizeStep { By = by }] });
        double[] all = [.. Enumerable.Range(0, 24).Select(i => (double)i)];
        float[] expected = [.. all.Select((x, i) =>
        {
            double[] own = by == NormalizeBy.All ? all : [.. all.Where((_, j) => j % 2 == i % 2)];
            return (float)((x - own.Average()) / Math.Sqrt(own.Average(y => (y - own.Average()) * (y - own.Average()))));
        })];
        Assert.Equal(expected, Workplace.Training(data), Near);
        Assert.Equal((FieldKind.Floats, 2), (data.Fitted.Inputs[0].Schema.Kind, data.Fitted.Inputs[0].Schema.Shape.Count));
    }

    [Fact]
    public async Task Images_that_need_no_step_are_mapped_as_they_were_stored()
    {
        await GreyAsync(2, 2, [1, 2, 3, 4]);
        await workplace.PrepareAsync(new DatasetSpec { Name = "i" });
        Assert.DoesNotContain(Directory.GetFiles(workplace.PreparedFolder, "*.00.values", SearchOption.AllDirectories), _ => true);
    }

    private static IEqualityComparer<float> Near { get; } = new Close();

    private async Task GreyAsync(int height, int width, byte[] pixels) => await workplace.ImportAsync(
        "i", null, ("a/1.png", ImageEncoder.Png(pixels, height, width, 1)), ("b/2.png", ImageEncoder.Png(pixels, height, width, 1)));

    private async Task CocoAsync(string segmentation, string box = "[1,2,3,2]")
    {
        var picture = ImageEncoder.Png(new byte[144], 6, 8, 3);
        await workplace.ImportAsync("c", null, ("1.png", picture), ("2.png", picture), ("instances.json", ImageFormatTests.Coco(box, segmentation)));
    }

    /// <summary>The first image trained on, as bytes unless the steps normalize.</summary>
    private async Task<float[]> PixelsAsync(params PreprocessingSpec[] steps)
    {
        if (!steps.Any(step => step is NormalizeStep)) steps = [.. steps, new NormalizeStep { By = NormalizeBy.Given, Mean = [0], Deviation = [1] }];
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "i", Preprocessing = steps });
        Assert.IsType<FittedImage>(data.Fitted.Inputs[0]);
        return Workplace.Values(data, data.Dataset.Training, 0, [0]);
    }

    private Task<float[]> MaskAsync(params PreprocessingSpec[] steps) => TargetAsync("mask", steps);

    private Task<float[]> BoxesAsync(params PreprocessingSpec[] steps) => TargetAsync("boxes", steps);

    private async Task<float[]> TargetAsync(string column, PreprocessingSpec[] steps)
    {
        var data = await workplace.PrepareAsync(new DatasetSpec { Name = "c", Target = ColumnNames.Of(column), Preprocessing = steps });
        return Workplace.Values(data, data.Dataset.Training, 1, [0]);
    }

    private static (double Mean, double Deviation) Moments(byte[] values)
    {
        var mean = values.Average(value => (double)value);
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }

    private sealed class Close : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= 1e-4f * (1 + Math.Abs(x));

        public int GetHashCode(float obj) => 0;
    }
}
