// Ends what Width256.h or Width512.h began.
#pragma clang attribute pop

#undef NAMED
#undef OP
#undef WIDTH
#undef Vector
#undef Planes
